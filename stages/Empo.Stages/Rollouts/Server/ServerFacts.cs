using System.Globalization;
using System.Text.Json;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// What a server reports of how it samples, beyond its identity. Sources: <c>max_model_len</c> and <c>meta.n_vocab</c> of its entry in
/// <c>/v1/models</c> (vLLM, SGLang; llama.cpp), <c>context_length</c> of <c>/get_server_info</c> (SGLang), and
/// <c>default_generation_settings</c> of <c>/props</c> (llama.cpp: <c>n_ctx</c>, and under <c>params</c> what holds where a request says
/// nothing).
/// </summary>
internal sealed record ServerFacts
{
    /// <summary>Options of llama.cpp's command line that shape the distribution, and that requests here say nothing of.</summary>
    private static readonly (string Name, Func<JsonElement, bool> IsNeutral)[] Unsaid =
    [
        ("ignore_eos", value => value.ValueKind != JsonValueKind.True),
        ("grammar", value => value.ValueKind != JsonValueKind.String || value.GetString()!.Length == 0),
        ("logit_bias", value => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0),
        ("adaptive_target", value => value.ValueKind != JsonValueKind.Number || value.GetDouble() < 0),
    ];

    /// <summary>Tokens of a prompt and its response together; null where the server does not say.</summary>
    public int? Context { get; init; }

    /// <summary>Rows of the served model's language-model head; null where the server does not say.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>The steps of the sampler in their order; null where the server does not say.</summary>
    public IReadOnlyList<string>? Samplers { get; init; }

    /// <summary>What the server's start options do to the distribution, and no request undoes; <c>name=value</c>.</summary>
    public IReadOnlyList<string> Fixed { get; init; } = [];

    /// <param name="model">The model's entry in the list of models; default where there is none.</param>
    /// <param name="described">The reply that holds the server's version; default where there is none.</param>
    public static ServerFacts Of(JsonElement model, JsonElement described)
    {
        var defaults = Child(described, "default_generation_settings");
        var parameters = Child(defaults, "params") is { ValueKind: JsonValueKind.Object } inner ? inner : defaults;
        return new ServerFacts
        {
            Context = Number(model, "max_model_len") ?? Number(defaults, "n_ctx") ?? Number(described, "context_length"),
            Vocabulary = Number(Child(model, "meta"), "n_vocab"),
            Samplers = Child(parameters, "samplers") is { ValueKind: JsonValueKind.Array } samplers
                ? [.. samplers.EnumerateArray().Select(sampler => sampler.ToString())]
                : null,
            Fixed =
            [
                .. Unsaid
                    .Select(option => (option, Value: Child(parameters, option.Name)))
                    .Where(pair => pair.Value.ValueKind != JsonValueKind.Undefined && !pair.option.IsNeutral(pair.Value))
                    .Select(pair => $"{pair.option.Name}={pair.Value.GetRawText()}"),
            ],
        };
    }

    /// <summary>Why the server cannot do what is asked for: code and text, the gravest first; empty where nothing seems wrong.</summary>
    /// <param name="address">The server's address.</param>
    public IEnumerable<(string Code, string Text)> Against(ServerDemand demand, string address)
    {
        if (Vocabulary is { } vocabulary && (vocabulary < demand.LeastVocabulary || vocabulary > demand.MostVocabulary))
        {
            yield return (
                "EMPO4096",
                Text($"The server at {address} serves a model of {vocabulary} token ids, but 'model' has {demand.LeastVocabulary}")
                    + (demand.MostVocabulary > demand.LeastVocabulary ? Text($" to {demand.MostVocabulary}") : "")
                    + ". Serve the model of that folder, or name the folder of what is served."
            );
        }

        if (Context is { } context && context < demand.PromptTokens + demand.Decoding.MaxTokens)
        {
            yield return (
                "EMPO4094",
                Text($"The server at {address} has room for {context} tokens, but a prompt has {demand.PromptTokens} and ")
                    + Text($"{demand.Stage}.max_tokens is {demand.Decoding.MaxTokens}. Start it with more room (vLLM: --max-model-len; ")
                    + "SGLang: --context-length; llama.cpp: -c, which its --parallel slots share), or lower "
                    + $"{demand.Stage}.max_tokens or prompt.max_tokens."
            );
        }

        foreach (var (sampler, setting) in Needed(demand).Where(need => Samplers?.Contains(need.Sampler) == false))
        {
            yield return (
                "EMPO4095",
                $"The server at {address} samples by the steps {string.Join(", ", Samplers!)}, so {setting} would have no effect. Start it "
                    + $"without --samplers, or with {sampler} among them."
            );
        }

        if (Fixed.Count > 0)
        {
            yield return (
                "EMPO4095",
                $"The server at {address} is started with {string.Join(", ", Fixed)}, which changes what is sampled. Start it without."
            );
        }
    }

    /// <summary>The steps that the experiment needs, by llama.cpp's names.</summary>
    private static IEnumerable<(string Sampler, string Setting)> Needed(ServerDemand demand)
    {
        var (decoding, stage) = (demand.Decoding, demand.Stage);
        if (decoding.Greedy || decoding.Temperature != 1)
        {
            yield return ("temperature", decoding.Greedy ? "greedy decoding" : Text($"{stage}.temperature {decoding.Temperature}"));
        }

        if (!decoding.Greedy && decoding.TopK > 0)
        {
            yield return ("top_k", Text($"{stage}.top_k {decoding.TopK}"));
        }

        if (!decoding.Greedy && decoding.TopP < 1)
        {
            yield return ("top_p", Text($"{stage}.top_p {decoding.TopP}"));
        }
    }

    private static JsonElement Child(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A whole number above 0; llama.cpp and SGLang write 0 or null for none.</summary>
    private static int? Number(JsonElement element, string name) =>
        Child(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && number > 0
            ? number
            : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
