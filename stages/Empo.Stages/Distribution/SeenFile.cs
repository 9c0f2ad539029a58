namespace Empo.Stages.Distribution;

/// <summary>Files that another rank has written, which a network file system may hide for a while.</summary>
internal static class SeenFile
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a file is seen here.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for the error: <c>A chunk</c>.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="UserError">EMPO6046: it is not seen after a minute.</exception>
    public static void Await(string path, string what, CancellationToken cancellation)
    {
        var until = DateTime.UtcNow + Limit;
        var folder = Path.GetDirectoryName(path)!;
        while (!File.Exists(path))
        {
            if (DateTime.UtcNow > until)
            {
                throw new UserError(
                    "EMPO6046",
                    $"{what} that another rank wrote is not seen on {Environment.MachineName} after {Limit.TotalSeconds:F0} s. The "
                        + "store's file system must show every host what another one wrote: mount it with shorter caching times "
                        + "(NFS: lookupcache=positive), or place the store elsewhere (EmpoStore).",
                    folder
                );
            }

            // listing the parent makes NFS forget that there was no such folder
            _ = Directory.EnumerateDirectories(Path.GetDirectoryName(folder)!, Path.GetFileName(folder)).Any();
            cancellation.WaitHandle.WaitOne(100);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
