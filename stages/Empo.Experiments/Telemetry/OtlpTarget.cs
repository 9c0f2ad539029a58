namespace Empo.Experiments.Telemetry;

/// <summary>Where one signal is posted.</summary>
/// <param name="Address">The signal's own address, such as <c>http://collector:4318/v1/traces</c>.</param>
/// <param name="Headers">Headers of each request, such as a key.</param>
/// <param name="Timeout">How long one request may take.</param>
/// <param name="Gzip">Whether requests are compressed.</param>
public sealed record OtlpTarget(Uri Address, IReadOnlyList<(string Name, string Value)> Headers, TimeSpan Timeout, bool Gzip)
{
    /// <summary>The address for messages, without user name, password and query.</summary>
    public string Shown => Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
