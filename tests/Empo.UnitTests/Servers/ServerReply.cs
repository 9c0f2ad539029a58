using System.Globalization;
using System.Text.Json.Nodes;

namespace Empo.UnitTests.Servers;

/// <summary>What the server does with a request: answers, or behaves badly in one of the ways in which real ones do.</summary>
internal sealed record ServerReply
{
    public int Status { get; init; } = 200;

    public string Text { get; init; } = "";

    /// <summary>Waits before it answers.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Waits for it before it answers.</summary>
    public Task After { get; init; } = Task.CompletedTask;

    /// <summary>Closes the connection after half of the text.</summary>
    public bool Cut { get; init; }

    /// <summary>A <c>Retry-After</c> header, seconds or a date, or null.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Sends the text compressed.</summary>
    public bool Gzip { get; init; }

    /// <summary>Sends the text in chunks, without its length.</summary>
    public bool Chunked { get; init; }

    public static ServerReply Json(JsonNode json) => new() { Text = json.ToJsonString() };

    /// <summary>An error as OpenAI-compatible servers put it.</summary>
    public static ServerReply Error(int status, string message) =>
        new()
        {
            Status = status,
            Text = new JsonObject
            {
                ["error"] = new JsonObject { ["message"] = message, ["code"] = status },
            }.ToJsonString(),
        };

    /// <summary>The reply of <c>/v1/chat/completions</c> with these texts as choices.</summary>
    public static ServerReply Chat(string model, params string[] texts) => Json(new JsonObject
    {
        ["id"] = "chat-1",
        ["object"] = "chat.completion",
        ["model"] = model,
        ["choices"] = new JsonArray([.. texts.Select((text, i) => (JsonNode)new JsonObject
        {
            ["index"] = i,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text },
            ["finish_reason"] = "stop",
        })]),
    });

    /// <summary>The reply of <c>GET /v1/models</c>.</summary>
    public static ServerReply Models(params string[] names) =>
        Json(
            new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray([
                    .. names.Select(name =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = name,
                                ["object"] = "model",
                                ["root"] = name,
                            }
                    ),
                ]),
            }
        );

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} {Text}");
}
