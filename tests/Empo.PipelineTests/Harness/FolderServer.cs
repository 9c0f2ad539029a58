using System.Net;
using System.Net.Sockets;

namespace Empo.PipelineTests.Harness;

/// <summary>A plain web server of a folder, as <c>python3 -m http.server</c> is one.</summary>
internal sealed class FolderServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;

    public FolderServer(string folder)
    {
        _folder = folder;
        Address = $"http://127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>The address with a user name and password.</summary>
    public string AddressWith(string userInfo) => Address.Replace("://", $"://{userInfo}@", StringComparison.Ordinal);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var path = Path.Combine(_folder, Uri.UnescapeDataString(context.Request.Url!.AbsolutePath)[1..]);
                var content = File.Exists(path) ? await File.ReadAllBytesAsync(path) : [];
                context.Response.StatusCode = File.Exists(path) ? 200 : 404;
                context.Response.ContentLength64 = content.Length;
                await context.Response.OutputStream.WriteAsync(content);
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
