using Empo.Experiments.Storage;

namespace Empo.Experiments.Verification;

/// <summary>Reads whole files, each once. A read error is returned and not thrown: a failing disk is what -t:Verify is for.</summary>
/// <param name="digestOf">SHA-256 of a file.</param>
internal sealed class FileReading(Func<string, string> digestOf, CancellationToken cancellation)
{
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <summary>Bytes read.</summary>
    public long Bytes { get; private set; }

    /// <summary>The digest of a file, or why there is none.</summary>
    public (string? Digest, string? Trouble) Read(string path)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_digests.TryGetValue(path, out var known))
        {
            return (known, null);
        }

        try
        {
            var file = new FileInfo(path);
            if (StoreFolder.IsLink(path))
            {
                return (null, "it is a link, and nothing that is written into a store is one");
            }

            if (!file.Exists)
            {
                return (null, "it is missing");
            }

            var digest = digestOf(path);
            Bytes += file.Length;
            _digests[path] = digest;
            return (digest, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"it cannot be read: {exception.Message.TrimEnd('.')}");
        }
    }

    /// <summary>What is wrong with a file that should have this digest, or null.</summary>
    public string? Against(string path, string sha256) =>
        Read(path) is var (digest, trouble) && digest is not null && digest != sha256 ? "its content is not what was written" : trouble;
}
