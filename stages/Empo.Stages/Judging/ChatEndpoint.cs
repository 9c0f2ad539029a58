using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Judging;

/// <summary>Calls of an OpenAI-compatible <c>chat/completions</c>, greedy and without penalties.</summary>
internal sealed class ChatEndpoint : ModelEndpoint
{
    private const string Path = "/chat/completions";

    private readonly JudgeSettings _settings;
    private readonly IStageLog _log;
    private readonly IReadOnlyList<RequestField> _fields;

    /// <exception cref="UserError">EMPO4043: not an address. EMPO4049: the variable of the key is not set.</exception>
    public ChatEndpoint(JudgeSettings settings, IStageLog log)
        : base(settings, Words, log)
    {
        (_settings, _log) = (settings, log);
        if (!Uri.TryCreate(settings.Url + Path, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new UserError(
                "EMPO4043",
                $"score.judge.url is '{ShownAddress.Of(settings.Url)}', which is not an address as in http://host:8000/v1."
            );
        }

        _fields =
        [
            new("max_tokens", settings.MaxTokens)
            {
                Setting = $"score.judge.max_tokens is {settings.MaxTokens}",
                Otherwise = [("max_completion_tokens", settings.MaxTokens)],
            },
            new("temperature", 0) { Setting = "verdicts are asked for at temperature 0" },
            NeutralFields.TopP,
            NeutralFields.TopK,
            .. NeutralFields.OfNoSetting,
        ];
    }

    /// <summary>The words of messages about the judge.</summary>
    public static EndpointWords Words { get; } = new()
    {
        Name = "judge",
        RefusedCode = "EMPO4044",
        NotAnsweringCode = "EMPO4045",
        UnusableCode = "EMPO4044",
        KeyCode = "EMPO4049",
        KeyVariable = Judge.KeyVariable,
        Timeout = Judge.Timeout,
        Retries = Judge.Retries,
        Remedy = status => status is 404 or 405 or (>= 300 and < 400)
            ? "score.judge.url must be the address up to the version, which most servers call /v1, and score.judge.name a model that it "
                + "serves."
            : "Correct score.judge.name or what else it names.",
        UnusableRemedy = "score.judge.url must name an OpenAI-compatible server up to the version.",
    };

    /// <summary>The text of the reply.</summary>
    /// <exception cref="UserError">EMPO4044: the server refuses or its reply cannot be understood; EMPO4045: no attempt came through;
    /// EMPO4085: a field that a verdict needs is refused.</exception>
    public Task<string> AskAsync(string prompt, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["model"] = _settings.Name,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        };
        return NegotiateAsync(new NegotiableRequest<string>(Path, body, _fields, TextOf, WarnOfLeftOut), cancellation);
    }

    private void WarnOfLeftOut(IReadOnlyList<RequestField> fields, string said) => _log.Warning(
        "EMPO4086",
        $"The judge refuses {string.Join(", ", fields.Select(field => field.Name))} ({said}), so requests go without: its own defaults "
            + "hold, which must be neutral for verdicts that a setting does not tilt."
    );

    /// <summary>
    /// The message of the first choice; empty where its content is null. A reply that was cut off may be complete on the next attempt;
    /// another kind of reply will not change.
    /// </summary>
    private static string TextOf(EndpointReply reply)
    {
        if (!reply.Text.TrimStart().StartsWith('{'))
        {
            throw new UnusableReplyException(ServerMessage.Of(reply.Text)) { MayPass = reply.Text.Length == 0 };
        }

        using var json = reply.Json();
        if (
            json.RootElement.TryGetProperty("choices", out var choices)
            && choices.ValueKind == JsonValueKind.Array
            && choices.GetArrayLength() > 0
            && choices[0].ValueKind == JsonValueKind.Object
            && choices[0].TryGetProperty("message", out var message)
            && message.ValueKind == JsonValueKind.Object
        )
        {
            return message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
                ? content.GetString()!
                : "";
        }

        throw new UnusableReplyException(ServerMessage.Of(reply.Text)) { MayPass = false };
    }
}
