using System.Text.Json;
using System.Text.Json.Nodes;

namespace Empo.UnitTests.Servers;

/// <summary>
/// How a kind of server reads a completion request: the fields it knows, what it fills in for those that are missing, what it refuses and
/// in which words.
/// </summary>
/// <param name="Name">For the test's name.</param>
/// <param name="FilledIn">Sampling parameters that it knows, with what it takes where a request has none.</param>
internal sealed record ServerDialect(string Name, IReadOnlyDictionary<string, double> FilledIn)
{
    /// <summary>Fields of Qwen2.5-Instruct's generation_config.json, which vLLM and SGLang fill in, and neutral ones.</summary>
    private static readonly Dictionary<string, double> OfGenerationConfig = new()
    {
        ["temperature"] = 0.7,
        ["top_p"] = 0.8,
        ["top_k"] = 20,
        ["repetition_penalty"] = 1.05,
        ["min_p"] = 0,
        ["presence_penalty"] = 0,
        ["frequency_penalty"] = 0,
    };

    private static readonly Dictionary<string, double> OfLlama = new()
    {
        ["temperature"] = 0.8,
        ["top_p"] = 0.95,
        ["top_k"] = 40,
        ["min_p"] = 0.05,
        ["repeat_penalty"] = 1.1,
        ["presence_penalty"] = 0.5,
        ["frequency_penalty"] = 0.5,
        ["mirostat"] = 2,
        ["xtc_probability"] = 0.5,
        ["typical_p"] = 0.9,
        ["dry_multiplier"] = 0.8,
    };

    private static readonly string[] Requests =
    [
        "model", "prompt", "n", "max_tokens", "stop_token_ids", "seed", "logprobs", "return_token_ids", "return_tokens_as_token_ids",
    ];

    private static readonly Func<IReadOnlyList<string>, ServerReply> Pydantic1 = names =>
        ServerReply.Error(
            400,
            $"{names.Count} validation errors for Request: "
                + $"{string.Concat(names.Select(name => $"body -> {name} extra fields not permitted (type=value_error.extra) "))}"
        );
    private static readonly Func<IReadOnlyList<string>, ServerReply> Pydantic2 = names =>
        ServerReply.Error(
            400,
            $"[{string.Join(", ", names.Select(name =>
                $"{{'type': 'extra_forbidden', 'loc': ('body', '{name}'), 'msg': 'Extra inputs are not permitted', "
                + "'input': {'prompt': [1], 'top_p': 1, 'temperature': 1}}"))}]"
        );
    private static readonly Func<IReadOnlyList<string>, ServerReply> FastApi = names =>
        ServerReply.Json(
            new JsonObject
            {
                ["detail"] = new JsonArray([
                    .. names.Select(name =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["type"] = "extra_forbidden",
                                ["loc"] = new JsonArray("body", name),
                                ["msg"] = "Extra inputs are not permitted",
                                ["input"] = 1,
                            }
                    ),
                ]),
            }
        ) with
        {
            Status = 422,
        };
    private static readonly Func<IReadOnlyList<string>, ServerReply> OpenAi = names =>
        ServerReply.Error(400, $"Unrecognized request argument{(names.Count > 1 ? "s" : "")} supplied: {string.Join(", ", names)}");
    private static readonly Func<IReadOnlyList<string>, ServerReply> OneByOne = names =>
        ServerReply.Json(
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["message"] = $"Unknown parameter: '{names[0]}'.",
                    ["type"] = "invalid_request_error",
                    ["param"] = names[0],
                    ["code"] = "unknown_parameter",
                },
            }
        ) with
        {
            Status = 400,
        };
    private static readonly Func<IReadOnlyList<string>, ServerReply> Fault = names =>
        ServerReply.Error(500, $"Unsupported param: {names[0]}");

    /// <summary>Refuses what it does not know, in its own words; null ignores it.</summary>
    public Func<IReadOnlyList<string>, ServerReply>? Strict { get; init; }

    /// <summary>Refuses a value; null takes all.</summary>
    public Func<JsonElement, ServerReply?> Refuses { get; init; } = _ => null;

    /// <summary>All choices of a request have one seed.</summary>
    public bool OneSeed { get; init; }

    /// <summary>Ignores n.</summary>
    public bool OneChoice { get; init; }

    public static IReadOnlyList<ServerDialect> All { get; } =
    [
        new("vllm", OfGenerationConfig)
        {
            Refuses = request =>
                Number(request, "top_k") is < -1 ? ServerReply.Error(400, "top_k must be 0 (disable), or at least 1") : null,
        },
        new("vllm 0.4, extras forbidden", OfGenerationConfig) { Strict = Pydantic1, Refuses = TopKOfZero },
        new("pydantic 2 in a message", OfGenerationConfig) { Strict = Pydantic2 },
        new("fastapi's own words", OfGenerationConfig)
        {
            Strict = FastApi,
            Refuses = request => Number(request, "top_k") < 0 ? ServerReply.Error(400, "top_k must be at least 0, got -1") : null,
        },
        new(
            "openai",
            new Dictionary<string, double>
            {
                ["temperature"] = 1,
                ["top_p"] = 1,
                ["presence_penalty"] = 0,
                ["frequency_penalty"] = 0,
            }
        )
        {
            Strict = OpenAi,
        },
        new("one refusal at a time", new Dictionary<string, double> { ["temperature"] = 1, ["top_p"] = 1 }) { Strict = OneByOne },
        new("faults for wrong requests", OfLlama)
        {
            Strict = Fault,
            Refuses = request => Number(request, "n") > 1 ? ServerReply.Error(500, "Only one completion choice is allowed") : null,
        },
        new("sglang, deterministic", OfGenerationConfig) { OneSeed = true, Refuses = TopKOfZero },
        new("llama.cpp", OfLlama)
        {
            Refuses = request =>
                Number(request, "n") > 1 ? ServerReply.Error(400, "Field 'n': Value must be between 1 <= value <= 1, but got 4") : null,
        },
        new("no word about n", OfLlama) { Refuses = request => Number(request, "n") > 1 ? ServerReply.Error(422, "bad request") : null },
        new("n ignored", OfLlama) { OneChoice = true },
    ];

    /// <summary>What it says to a request: choices of two tokens that depend on seed and index and end by length, or a refusal.</summary>
    public ServerReply Answer(JsonElement request)
    {
        var unknown = request
            .EnumerateObject()
            .Select(field => field.Name)
            .Where(name => !Requests.Contains(name) && !FilledIn.ContainsKey(name))
            .ToList();
        if (Strict is not null && unknown.Count > 0)
        {
            return Strict(unknown);
        }

        var (seed, n) = ((int)Number(request, "seed")!, (int)Number(request, "n")!);
        return Refuses(request)
            ?? CompletionReply.Of(
                Enumerable
                    .Range(0, OneChoice ? 1 : n)
                    .Select(i => (new[] { 1 + ((seed + (OneSeed ? 0 : i)) & 0xFFFF) % 60000, 9 }, new float[] { -1, -1 }, "length"))
            );
    }

    /// <summary>A parameter as it samples: the request's, else what it fills in; null where it does not know it.</summary>
    public double? Effective(JsonElement request, string name) =>
        FilledIn.TryGetValue(name, out var filled) ? Number(request, name) ?? filled : null;

    public override string ToString() => Name;

    private static ServerReply? TopKOfZero(JsonElement request) =>
        Number(request, "top_k") == 0 ? ServerReply.Error(400, "top_k must be -1 (disable), or at least 1, got 0.") : null;

    private static double? Number(JsonElement request, string name) =>
        request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
