using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Checkpoints;
using Empo.Stages.Rollouts;
using Empo.Stages.Rows;
using Empo.Stages.Sampling;

namespace Empo.Stages.Generate;

/// <summary>
/// Lets a person ask a policy: <c>generate --model folder --prompt text</c>. Prompts are given to the model as they are, without a
/// template. With <c>--json</c> each completion is one object on one line.
/// </summary>
internal static class GenerateVerb
{
    /// <summary>Prompts computed together; the result does not depend on it beyond rounding.</summary>
    private const int PromptsAtOnce = 32;

    private static readonly string[] PromptKeys = ["prompt", "question", "problem"];
    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        try
        {
            Generate(GenerateOptions.Parse(arguments), output);
            return 0;
        }
        catch (UserError failure)
        {
            Console.Error.WriteLine(failure.ToCanonicalLine());
        }

        return 1;
    }

    internal static void Generate(GenerateOptions options, TextWriter output)
    {
        var prompts = Prompts(options.Prompt);
        // The view's policy/ is an adapter's folder where adapters are trained; it names its base.
        var adapter = options.Adapter ?? (AdapterFolder.Is(options.Model) ? options.Model : null);
        var model = adapter == options.Model ? AdapterFolder.BaseOf(options.Model) : options.Model;
        using var policy = LoadedPolicy.Load(model, DeviceChoice.Resolve(options.Device));
        if (adapter is not null)
        {
            AdapterFolder.Load(policy.Decoder, adapter);
        }

        using var engine = new LocalEngine(policy.Decoder);
        var encoded = prompts.Select(text => new RolloutPrompt(text, policy.Tokenizer.Encode(text))).ToList();
        var decoding = Decoding(options, StopTokens.Named(policy.Tokenizer, model, encoded.Select(prompt => prompt.TokenIds)));
        foreach (var asked in encoded.Chunk(PromptsAtOnce))
        {
            var batch = new RolloutBatch
            {
                Prompts = asked,
                FirstSample = 0,
                Samples = options.Samples,
                Decoding = decoding,
                Seed = (ulong)options.Seed,
                Round = 0,
            };
            foreach (var completion in engine.Complete(batch, CancellationToken.None))
            {
                var text = policy.Tokenizer.Decode(completion.TokenIds);
                output.WriteLine(options.Json ? Line(asked[completion.Question].QuestionId, text, completion) : text);
            }
        }
    }

    private static Decoding Decoding(GenerateOptions options, IReadOnlyList<int> stopTokens) => new()
    {
        Temperature = options.Temperature > 0 ? options.Temperature : 1,
        TopP = options.TopP,
        TopK = options.TopK,
        MaxTokens = options.MaxTokens,
        StopTokens = stopTokens,
        Greedy = options.Temperature == 0,
    };

    private static string Line(string prompt, string text, Completion completion) => new JsonObject
    {
        ["prompt"] = prompt,
        ["sample"] = completion.Sample,
        ["text"] = text,
        ["finish_reason"] = completion.FinishReason == FinishReason.Stop ? "stop" : "length",
        ["token_ids"] = new JsonArray([.. completion.TokenIds.Select(id => (JsonNode)id)]),
        ["log_probs"] = new JsonArray([.. completion.LogProbs.Select(value => (JsonNode)value)]),
    }.ToJsonString(Layout);

    /// <summary>The text itself, or one prompt for each line of the file.</summary>
    private static IReadOnlyList<string> Prompts(string prompt)
    {
        if (!prompt.StartsWith('@'))
        {
            return [prompt];
        }

        var file = Path.GetFullPath(prompt[1..]);
        if (!File.Exists(file))
        {
            throw new UserError("EMPO6020", $"There is no {file}. After @, --prompt names a file with one JSON object a line.", file);
        }

        return
        [
            .. TextLines
                .Texts(file, FileWords.Prompts)
                .Select((line, i) => (Line: line, Number: i + 1))
                .Where(item => !string.IsNullOrWhiteSpace(item.Line))
                .Select(item => PromptOf(item.Line, file, item.Number)),
        ];
    }

    private static string PromptOf(string line, string file, int number)
    {
        try
        {
            var json = JsonNode.Parse(line);
            return json is JsonObject row && PromptKeys.Select(key => row[key]).FirstOrDefault(node => node is not null) is { } node
                ? node.GetValue<string>()
                : throw new JsonException("no such key");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new UserError(
                "EMPO6020",
                $"The line is no JSON object with one of {string.Join(", ", PromptKeys)} as text.",
                file,
                number,
                cause: error
            );
        }
    }
}
