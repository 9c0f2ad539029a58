using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Upstream;

/// <summary>
/// An upstream store that is a folder, often on a share. Its files are copied and never linked: a build changes the times and rights of a
/// damaged file, and a hard link would carry that into the upstream.
/// </summary>
/// <param name="folder">Absolute path of the store.</param>
internal sealed class UpstreamFolder(string folder) : IUpstreamFiles
{
    private const int BufferBytes = 1 << 20;

    public bool Copy(string path, long most, Stream target, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new UpstreamException(UpstreamProblem.Silent, "there is no such folder");
        }

        target.SetLength(0);
        try
        {
            var file = new FileInfo(Path.Combine([folder, .. path.Split('/')]));
            if (!file.Exists)
            {
                return false;
            }

            if (StoreFolder.IsLink(file.FullName))
            {
                throw new UpstreamException(UpstreamProblem.Wrong, $"{path} is a link");
            }

            // Pipes and devices have no length, so they are never opened.
            if (file.Length > 0)
            {
                Copy(file, path, most, target, cancellation);
            }

            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UpstreamException(UpstreamProblem.Denied, exception.Message);
        }
    }

    public void Dispose()
    {
    }

    private static void Copy(FileInfo file, string path, long most, Stream target, CancellationToken cancellation)
    {
        using var source = Open(file);
        var buffer = new byte[Math.Min(BufferBytes, file.Length)];
        for (var left = most; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = Read(source, buffer);
            if (read == 0)
            {
                return;
            }

            left -= read;
            if (left < 0)
            {
                throw new UpstreamException(
                    UpstreamProblem.Wrong,
                    string.Create(CultureInfo.InvariantCulture, $"{path} has more than {most} bytes")
                );
            }

            target.Write(buffer, 0, read);
        }
    }

    private static FileStream Open(FileInfo file) =>
        new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);

    /// <summary>Tells a failing share from a failing disk of our own.</summary>
    private static int Read(FileStream source, byte[] buffer)
    {
        try
        {
            return source.Read(buffer);
        }
        catch (IOException exception)
        {
            throw new UpstreamException(UpstreamProblem.Silent, exception.Message);
        }
    }
}
