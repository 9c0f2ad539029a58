using System.Net.Http.Headers;
using System.Text;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Upstream;

/// <summary>Where an upstream store is: a folder, or a web server of the same layout.</summary>
public sealed record UpstreamAddress
{
    /// <summary>The MSBuild property.</summary>
    public const string Property = "EmpoStoreUpstream";

    /// <summary>The environment variable with a token for <c>Authorization: Bearer</c>.</summary>
    public const string TokenVariable = "EMPO_STORE_UPSTREAM_TOKEN";

    private UpstreamAddress()
    {
    }

    /// <summary>Absolute path; null where it is a server.</summary>
    public string? Folder { get; private init; }

    /// <summary>The address for messages: without user name, password and query.</summary>
    public required string Shown { get; init; }

    internal AuthenticationHeaderValue? Authorization { get; private init; }

    /// <summary>Address without what follows the path, which ends with a slash.</summary>
    private string Server { get; init; } = "";

    /// <summary>The query, which every file's address gets: storage services carry signatures there.</summary>
    private string Query { get; init; } = "";

    /// <summary>The address of a property's value, or null where it is empty.</summary>
    /// <param name="value">A folder, absolute or relative to the project, or an http or https address.</param>
    /// <param name="projectFolder">Folder of the project.</param>
    /// <param name="store">Absolute path of the build's own store.</param>
    /// <param name="token">Value of <see cref="TokenVariable"/>.</param>
    /// <exception cref="UserError">EMPO4132 for what is neither, for the store itself, and for a token that no header can hold.</exception>
    public static UpstreamAddress? Read(string value, string projectFolder, string store, string? token)
    {
        var text = value.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return OfServer(text, token?.Trim() ?? "");
        }

        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, projectFolder));
        return RealPath.Resolve(folder) == RealPath.Resolve(store)
            ? throw Refused($"is {folder}, which is this build's own store. Give another one, or leave it out.")
            : new UpstreamAddress { Folder = folder, Shown = folder };
    }

    /// <summary>The address of a file.</summary>
    public Uri Of(string path) => new(Server + string.Join('/', path.Split('/').Select(Uri.EscapeDataString)) + Query);

    /// <summary>The files behind the address.</summary>
    public IUpstreamFiles Open(UpstreamLimits limits) =>
        Folder is { } folder ? new UpstreamFolder(folder) : new UpstreamServer(this, limits);

    private static UpstreamAddress OfServer(string text, string token)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || uri.Host.Length == 0
            || uri.Fragment.Length > 0
        )
        {
            throw Refused($"is '{WithoutQuery(ShownAddress.Of(text))}'. Write a folder, or an address such as https://host/store.");
        }

        if (token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new UserError(
                "EMPO4132",
                $"The environment variable {TokenVariable} holds a blank or another sign that no HTTP header can hold. Correct it.",
                TokenVariable
            );
        }

        return new UpstreamAddress
        {
            Shown = WithoutQuery(ShownAddress.Of(text)),
            Server = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/') + "/",
            Query = uri.Query,
            Authorization = token.Length > 0 ? new AuthenticationHeaderValue("Bearer", token)
                : uri.UserInfo.Length > 0 ? new AuthenticationHeaderValue("Basic", Encoded(uri.UserInfo))
                : null,
        };
    }

    private static string Encoded(string userInfo) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo.Contains(':') ? userInfo : userInfo + ":")));

    private static string WithoutQuery(string address) => address.Split(['?', '#'], 2)[0];

    private static UserError Refused(string why) => new("EMPO4132", $"{Property} {why}", Property);
}
