using System.Text.Json;

namespace Empo.UnitTests.Servers;

/// <summary>A request as it arrived.</summary>
/// <param name="Number">From 0, in order of arrival.</param>
/// <param name="Path"><c>/v1/completions</c>.</param>
/// <param name="Authorization">The header's text, or null.</param>
/// <param name="Text">The body; empty for a GET.</param>
internal sealed record ServerRequest(int Number, string Path, string? Authorization, string Text)
{
    /// <summary><c>GET</c> or <c>POST</c>.</summary>
    public string Method { get; init; } = "";

    public JsonElement Json => JsonDocument.Parse(Text).RootElement;
}
