using System.Net;

namespace Empo.Stages.Requests;

/// <summary>Which proxy stands between this machine and a server, for messages: what it answers looks like the server's answer.</summary>
internal static class ProxyRoute
{
    /// <summary>A sentence's end that names the proxy, or nothing where there is none.</summary>
    /// <param name="proxy">The one in effect.</param>
    /// <param name="server">Where requests go.</param>
    public static string Of(IWebProxy proxy, Uri server) =>
        proxy.IsBypassed(server) || proxy.GetProxy(server) is not { } way || way == server
            ? ""
            : $" (through the proxy {way.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}, which HTTP_PROXY, "
                + $"HTTPS_PROXY or ALL_PROXY names: it may be the proxy that answers; put {server.Host} into NO_PROXY to reach it "
                + "directly)";
}
