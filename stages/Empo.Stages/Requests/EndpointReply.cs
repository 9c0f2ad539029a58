using System.Net;
using System.Text.Json;

namespace Empo.Stages.Requests;

/// <summary>A reply as it was received.</summary>
/// <param name="Status">The HTTP status, or the status in the error text where HTTP says 200.</param>
/// <param name="Text">The body as UTF-8.</param>
internal sealed record EndpointReply(int Status, string Text)
{
    /// <summary>In characters. An error is short; a longer reply is not searched for one.</summary>
    private const int MaxError = 64 << 10;

    /// <summary>The server that it comes from, without user name and password.</summary>
    public string Address { get; init; } = "";

    /// <summary>The wait that <c>Retry-After</c> asks for, or null.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Where a redirection leads to, or null.</summary>
    public string? Location { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>
    /// Whether the same request may succeed later: time-outs, too many requests, errors of the server or of a gateway in front of it.
    /// </summary>
    public bool MayPass => (HttpStatusCode)Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || Status is 425
        || (Status >= 500 && (HttpStatusCode)Status is not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported));

    /// <summary>The text as JSON. Python's <c>NaN</c> and <c>Infinity</c>, which are not JSON, become null.</summary>
    /// <exception cref="UnusableReplyException">It is not JSON: a proxy's page, or a reply that was cut off.</exception>
    public JsonDocument Json()
    {
        try
        {
            return JsonDocument.Parse(Text);
        }
        catch (JsonException exception)
        {
            return PythonNumbers.AsNull(Text) is { } strict && TryParse(strict) is { } json
                ? json
                : throw new UnusableReplyException($"it is no JSON ({exception.Message.TrimEnd('.')}): {ServerMessage.Of(Text)}");
        }
    }

    /// <summary>The same reply with the status that its text gives: some servers and gateways send errors with status 200.</summary>
    /// <exception cref="UnusableReplyException">The text is an error that gives no status.</exception>
    public EndpointReply WithStatusOfText()
    {
        if (
            !Succeeded
            || Text.Length > MaxError
            || !Text.Contains("\"error\"", StringComparison.Ordinal)
            || TryParse(Text) is not { } json
        )
        {
            return this;
        }

        using (json)
        {
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("choices", out _) || !IsError(root))
            {
                return this;
            }

            return StatusIn(root) is { } status
                ? this with
                {
                    Status = status,
                }
                : throw new UnusableReplyException($"status {Status}, but an error: {ServerMessage.Of(Text)}");
        }
    }

    private static bool IsError(JsonElement root) => root.TryGetProperty("error", out var error)
        ? error.ValueKind is JsonValueKind.Object or JsonValueKind.String
        : root.TryGetProperty("object", out var kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == "error";

    private static int? StatusIn(JsonElement root)
    {
        var error = root.TryGetProperty("error", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root;
        foreach (var name in new[] { "code", "status", "status_code" })
        {
            if (
                error.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out var status)
                && status is >= 400 and < 600
            )
            {
                return status;
            }
        }

        return null;
    }

    private static JsonDocument? TryParse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
