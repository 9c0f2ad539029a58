using System.Globalization;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Upstream;

/// <summary>Copies one file whose length and digest are known.</summary>
internal static class VerifiedFile
{
    /// <param name="from">Path below the upstream.</param>
    /// <param name="file">What its manifest says of the file.</param>
    /// <param name="to">Absolute path of the copy, which gets the recorded write time, so that no build hashes it again.</param>
    /// <exception cref="UpstreamException">The file is missing there, or is not as recorded; then the copy is wrong.</exception>
    public static void Copy(IUpstreamFiles files, string from, FileRecord file, string to, CancellationToken cancellation)
    {
        using (var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            if (!files.Copy(from, file.Bytes, target, cancellation))
            {
                throw new UpstreamException(UpstreamProblem.Wrong, $"{from} is missing");
            }

            if (target.Length != file.Bytes)
            {
                throw new UpstreamException(
                    UpstreamProblem.Wrong,
                    string.Create(CultureInfo.InvariantCulture, $"{from} has {target.Length} bytes instead of {file.Bytes}")
                );
            }
        }

        if (Sha256Digest.OfFile(to) != file.Sha256)
        {
            throw new UpstreamException(UpstreamProblem.Wrong, $"{from} is not what its manifest says");
        }

        File.SetLastWriteTimeUtc(to, new DateTime(file.Written, DateTimeKind.Utc));
    }
}
