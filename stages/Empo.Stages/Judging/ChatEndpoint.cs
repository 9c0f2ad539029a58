using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Stages.Requests;

namespace Empo.Stages.Judging;

/// <summary>
/// One call of an OpenAI-compatible <c>chat/completions</c>, greedy and without penalties, with the errors that tell a user what to do.
/// </summary>
internal sealed class ChatEndpoint : IDisposable
{
    private const string Path = "/chat/completions";

    /// <summary>No reply to a yes-or-no question is longer.</summary>
    private const int MostReplyBytes = 4 << 20;

    private readonly EndpointSettings _settings;
    private readonly IStageLog _log;
    private readonly HttpEndpoint _endpoint;
    private readonly IReadOnlyList<RequestField> _fields;
    private readonly Lock _learning = new();
    private AcceptedFields _accepted = AcceptedFields.All;

    /// <exception cref="UserError">EMPO4043: no address.</exception>
    public ChatEndpoint(EndpointSettings settings, IStageLog log)
    {
        (_settings, _log) = (settings, log);
        if (!Uri.TryCreate(settings.Url + Path, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new UserError("EMPO4043", $"score.judge.url is '{settings.Url}', which is no address as in http://host:8000/v1.");
        }

        var options = new EndpointOptions
        {
            Url = settings.Url,
            Key = settings.Key,
            Timeout = settings.Timeout,
            Retries = settings.Retries,
            Wait = settings.Wait,
            MostReplyBytes = MostReplyBytes,
            Proxy = settings.Proxy,
        };
        _endpoint = new HttpEndpoint(options, text => log.Line($"judge: {text}"));
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

    /// <summary>The text of the reply.</summary>
    /// <exception cref="UserError">EMPO4044: the server refuses or cannot be understood; EMPO4045: no attempt came through; EMPO4085: a
    /// field that a verdict needs is refused.</exception>
    public async Task<string> AskAsync(string prompt, CancellationToken cancellation)
    {
        while (true)
        {
            var accepted = _accepted;
            try
            {
                var request = new EndpointRequest<string>(HttpMethod.Post, Path, Body(prompt, accepted), TextOf)
                {
                    IsFinal = reply => RefusedFields.IsRefusal(reply.Text) && accepted.After(reply.Text, _fields) is not null,
                };
                return await _endpoint.AskAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (EndpointException exception)
            {
                if (exception.Problem != EndpointProblem.Refused || accepted.After(exception.Reply, _fields) is not { } refusal)
                {
                    throw FailureOf(exception);
                }

                Learn(accepted, refusal, exception);
            }
        }
    }

    public void Dispose() => _endpoint.Dispose();

    private string Address => _settings.Url + Path;

    private void Learn(AcceptedFields before, FieldRefusal refusal, EndpointException exception)
    {
        if (refusal.Needed is { } needed)
        {
            throw new UserError(
                "EMPO4085",
                $"The judge at {Address} refuses {needed.Name} ({needed.Setting}): {exception.Message}. Choose a model or a "
                    + "server that takes it."
            );
        }

        lock (_learning)
        {
            if (!ReferenceEquals(before, _accepted))
            {
                return;
            }

            _accepted = refusal.Next;
            if (refusal.LeftOut.Count > 0)
            {
                _log.Warning(
                    "EMPO4086",
                    $"The judge refuses {string.Join(", ", refusal.LeftOut.Select(field => field.Name))} "
                        + $"({ServerMessage.Of(exception.Reply)}), so requests go without: its own defaults hold, which must be neutral "
                        + "for verdicts that a setting does not tilt."
                );
            }
        }
    }

    private UserError FailureOf(EndpointException exception) =>
        exception.Problem switch
        {
            EndpointProblem.Refused when exception.Status is 404 or 405 or (>= 300 and < 400) => new UserError(
                "EMPO4044",
                $"The judge at {Address} refuses: {exception.Message}. score.judge.url must be the address up to the version, which "
                    + "most servers call /v1, and score.judge.name a model that it serves.",
                cause: exception
            ),
            EndpointProblem.Refused => new UserError(
                "EMPO4044",
                $"The judge at {Address} refuses: {exception.Message}. Correct score.judge.name, score.judge.url or the key in the "
                    + "variable of score.judge.key_variable.",
                cause: exception
            ),
            EndpointProblem.Unusable => new UserError(
                "EMPO4044",
                $"The judge at {Address} answers something that is no chat completion: {exception.Message}. score.judge.url must name "
                    + "an OpenAI-compatible server up to the version.",
                cause: exception
            ),
            EndpointProblem.NotAnswering => new UserError(
                "EMPO4045",
                $"The judge at {Address} did not answer in {exception.Attempts.ToString(CultureInfo.InvariantCulture)} attempts; the "
                    + $"last one: {exception.Message}. Verdicts found so far are kept: build again when it runs, or raise "
                    + "score.judge.timeout or score.judge.retries.",
                cause: exception
            ),
            _ => throw new InvalidOperationException($"{exception.Problem} has no code."),
        };

    private string Body(string prompt, AcceptedFields accepted)
    {
        var body = new JsonObject
        {
            ["model"] = _settings.Name,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        };
        accepted.Write(_fields, body);
        return body.ToJsonString();
    }

    /// <summary>
    /// The message of the first choice; nothing where its content is null. What was cut off or is an error may be better next time, another
    /// kind of reply never.
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
