using System.Net;
using System.Text.Json;

namespace Empo.Stages.Requests;

/// <summary>A reply as it came.</summary>
/// <param name="Status">Of HTTP; of the error in the text where HTTP says 200 and the text a status.</param>
/// <param name="Text">The body as UTF-8.</param>
internal sealed record EndpointReply(int Status, string Text)
{
    /// <summary>A reply that is an error has few words; a longer one is not looked through for it.</summary>
    private const int MaxError = 64 << 10;

    /// <summary>What <c>Retry-After</c> asks for, or null.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Where a redirection leads to, or null.</summary>
    public string? Location { get; init; }

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>
    /// Whether the same request may be answered another time: time-outs, too many requests, faults of the server or of a gateway before it.
    /// </summary>
    public bool MayPass => (HttpStatusCode)Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || Status is 425
        || (Status >= 500 && (HttpStatusCode)Status is not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported));

    /// <summary>The text as JSON. Python's <c>NaN</c> and <c>Infinity</c>, which are none, are null.</summary>
    /// <exception cref="UnusableReplyException">It is no JSON: a page of a proxy, or cut off.</exception>
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
    /// <exception cref="UnusableReplyException">The text is an error without a status of its own.</exception>
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
