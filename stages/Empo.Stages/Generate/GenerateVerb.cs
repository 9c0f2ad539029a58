using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Resources;
using Empo.Stages.Checkpoints;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using Empo.Stages.Verbs;

namespace Empo.Stages.Generate;

/// <summary>
/// Lets a user prompt a policy: <c>generate --model folder --prompt text</c>. Prompts are given to the model as they are, without a
/// template. With <c>--json</c> each completion is one object on one line. A single completion is printed while it is sampled; the complete
/// output is the same.
/// </summary>
internal sealed class GenerateVerb : Verb
{
    /// <summary>Prompts computed together; the result does not depend on it beyond rounding.</summary>
    private const int PromptsAtOnce = 32;

    private static readonly JsonSerializerOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string> _model = VerbOption.Path(
        "--model",
        "folder",
        "A model's folder, or an adapter's that names its base model.",
        required: true
    );

    private readonly Option<string> _adapter = VerbOption.Path("--adapter", "folder", "The folder of an adapter to the model.");

    private readonly Option<string> _prompt = VerbOption.Text(
        "--prompt",
        "text or @file.jsonl",
        "The text as the model sees it, or @ and a file with one JSON object a line (prompt, question or problem).",
        required: true
    );

    private readonly Option<int> _samples = VerbOption.Integer("--samples", 1, 4096, "Completions of each prompt.", 1);
    private readonly Option<double> _temperature = VerbOption.Number("--temperature", 0, 100, "0 is greedy.", 1);
    private readonly Option<double> _topP = VerbOption.Number("--top-p", 0.000001, 1, "The mass that the likeliest tokens reach.", 1);
    private readonly Option<int> _topK = VerbOption.Integer("--top-k", 0, int.MaxValue, "The likeliest tokens that remain; 0 is all.", 0);
    private readonly Option<int> _maxTokens = VerbOption.Integer("--max-tokens", 1, 1_000_000, "Tokens of a completion at most.", 256);
    private readonly Option<int> _seed = VerbOption.Integer("--seed", 0, int.MaxValue, "Equal seeds give equal completions.", 1);
    private readonly Option<string> _device = VerbOption.Text(
        "--device",
        "device",
        "auto, cpu, cuda, or cuda:1 for a certain card.",
        initial: "auto"
    );

    private readonly Option<bool> _json = VerbOption.Flag("--json", "Print one JSON object for each completion.");

    public GenerateVerb()
        : base("generate", "Ask a model, or a trained policy.")
    {
        foreach (Option option in (Option[])
            [_model, _adapter, _prompt, _samples, _temperature, _topP, _topK, _maxTokens, _seed, _device, _json])
        {
            Add(option);
        }
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var prompts = PromptSource.Read(given.GetRequiredValue(_prompt));
        var folder = given.GetRequiredValue(_model);
        // Where adapters are trained, the run folder's policy/ is an adapter's folder, which names its base model.
        var adapter = given.GetValue(_adapter) ?? (AdapterFolder.Is(folder) ? folder : null);
        var model = adapter == folder ? AdapterFolder.BaseOf(folder) : folder;
        using var policy = LoadedPolicy.Load(model, DeviceChoice.Resolve(given.GetRequiredValue(_device)));
        if (adapter is not null)
        {
            AdapterFolder.Load(policy.Decoder, adapter);
        }

        var encoded = prompts.Select(text => new RolloutPrompt(text, policy.Tokenizer.EncodePrompt(text, []))).ToList();
        var decoding = Decoding(given, StopTokens.Named(policy.Tokenizer, model, encoded.Select(prompt => prompt.TokenIds)));
        using var engine = new ContinuousEngine(policy.Decoder, RolloutMemory.UsualRows);
        if (encoded.Count == 1 && given.GetValue(_samples) == 1 && !given.GetValue(_json))
        {
            Stream(engine, Batch(given, encoded, decoding), policy.Tokenizer, output);
            return 0;
        }

        foreach (var asked in encoded.Chunk(PromptsAtOnce))
        {
            foreach (var completion in engine.Complete(Batch(given, asked, decoding), CancellationToken.None))
            {
                var text = policy.Tokenizer.Decode(completion.TokenIds);
                output.WriteLine(given.GetValue(_json) ? Line(asked[completion.Question].QuestionId, text, completion) : text);
            }
        }

        return 0;
    }

    private static void Stream(ContinuousEngine engine, RolloutBatch batch, ITextTokenizer tokenizer, TextWriter output)
    {
        var decoder = new StreamingDecoder(tokenizer);
        engine.Complete(batch, token => output.Write(decoder.Append(token)), CancellationToken.None);
        output.WriteLine(decoder.End());
    }

    private RolloutBatch Batch(ParseResult given, IReadOnlyList<RolloutPrompt> prompts, Decoding decoding) => new()
    {
        Prompts = prompts,
        FirstSample = 0,
        Samples = given.GetValue(_samples),
        Decoding = decoding,
        Seed = (ulong)given.GetValue(_seed),
        Round = 0,
    };

    private Decoding Decoding(ParseResult given, IReadOnlyList<int> stopTokens) => new()
    {
        Temperature = given.GetValue(_temperature) is > 0 and var temperature ? temperature : 1,
        TopP = given.GetValue(_topP),
        TopK = given.GetValue(_topK),
        MaxTokens = given.GetValue(_maxTokens),
        StopTokens = stopTokens,
        Greedy = given.GetValue(_temperature) == 0,
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
}
