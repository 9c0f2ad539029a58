using System.Security.Authentication;

namespace Empo.Stages.Requests;

/// <summary>Describes a failed connection in words, and whether another attempt may succeed.</summary>
internal static class ConnectionProblem
{
    public static (EndpointProblem Problem, string Text, bool MayPass) Of(HttpRequestException exception, Uri address)
    {
        var said = Innermost(exception).Message.ReplaceLineEndings(" ").TrimEnd('.');
        return exception.HttpRequestError switch
        {
            HttpRequestError.ConfigurationLimitExceeded => (
                EndpointProblem.Unusable,
                $"its reply is longer than any expected one ({said})",
                false
            ),
            HttpRequestError.NameResolutionError => (
                EndpointProblem.NotAnswering,
                $"the name {address.Host} is not known here ({said})",
                true
            ),
            HttpRequestError.SecureConnectionError => (
                EndpointProblem.NotAnswering,
                Tls(exception, said),
                exception.InnerException is not AuthenticationException && !IsPlainHttp(said)
            ),
            HttpRequestError.InvalidResponse => (
                EndpointProblem.NotAnswering,
                $"what answers at port {address.Port} does not speak HTTP, or only with TLS ({said})",
                true
            ),
            HttpRequestError.ProxyTunnelError => (
                EndpointProblem.NotAnswering,
                $"the proxy does not let the connection through ({said})",
                true
            ),
            _ => (EndpointProblem.NotAnswering, said, true),
        };
    }

    private static string Tls(HttpRequestException exception, string said) => IsPlainHttp(said)
        ? $"the server does not speak TLS ({said}); write http:// for a server without it"
        : exception.InnerException is AuthenticationException
            ? $"no TLS connection is possible ({said}); this machine must trust the server's certificate, and the certificate "
                + "must name the host"
        : $"no TLS connection came about ({said})";

    /// <summary>Whether the reply was not a TLS frame, so the server speaks plain HTTP.</summary>
    private static bool IsPlainHttp(string said) =>
        said.Contains("frame", StringComparison.OrdinalIgnoreCase)
        || said.Contains("wrong version number", StringComparison.OrdinalIgnoreCase);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}
