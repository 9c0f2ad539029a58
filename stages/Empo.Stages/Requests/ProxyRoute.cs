using System.Net;

namespace Empo.Stages.Requests;

/// <summary>The proxy between this machine and a server, for messages: a proxy's reply can look like the server's.</summary>
internal static class ProxyRoute
{
    /// <summary>The end of a sentence that names the proxy; empty where there is no proxy.</summary>
    /// <param name="proxy">The proxy in effect.</param>
    /// <param name="server">Where requests go.</param>
    public static string Of(IWebProxy proxy, Uri server) =>
        proxy.IsBypassed(server) || proxy.GetProxy(server) is not { } way || way == server
            ? ""
            : $" (through the proxy {way.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}, which HTTP_PROXY, "
                + $"HTTPS_PROXY or ALL_PROXY names: it may be the proxy that answers; put {server.Host} into NO_PROXY to reach it "
                + "directly)";
}
