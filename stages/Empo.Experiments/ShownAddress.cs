using System.Text.RegularExpressions;

namespace Empo;

/// <summary>Addresses of servers as messages show them: without user name and password.</summary>
public static partial class ShownAddress
{
    /// <summary>
    /// One address: without what stands between <c>//</c> and the last <c>@</c> before the path, as it was written. Example:
    /// <c>http://bot:a|b@gpu:8000</c> becomes <c>http://gpu:8000</c>. Where the text is no address, everything before its last <c>@</c>
    /// may be a password, and only the scheme is left of it.
    /// </summary>
    public static string Of(string address) =>
        Uri.TryCreate(address.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.Host.Length > 0
            ? Authority().Replace(address, "$1", 1)
            : Unreadable().Replace(address, "$1", 1);

    /// <summary>Every address in a text.</summary>
    public static string In(string text) => text.Contains("://", StringComparison.Ordinal) ? InText().Replace(text, "") : text;

    [GeneratedRegex(@"^([^/]*//)[^/?#]*@", RegexOptions.Singleline)]
    private static partial Regex Authority();

    [GeneratedRegex(@"^(\s*[A-Za-z][A-Za-z0-9+.-]*:/+)?.*@", RegexOptions.Singleline)]
    private static partial Regex Unreadable();

    [GeneratedRegex(@"(?<=://)[^\s/?#]*@")]
    private static partial Regex InText();
}
