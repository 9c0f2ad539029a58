using Empo.Experiments.Storage;

namespace Empo.FakeStages;

/// <summary>
/// Makes one chunk slowly: says in <c>&lt;folder&gt;/begun-&lt;n&gt;</c> that half of it is written, and goes on once
/// <c>&lt;folder&gt;/go</c> exists.
/// </summary>
internal static class ChunkWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static int Run(string store, string folder)
    {
        var entry = new ChunkStore(store).GetOrCreate(["a chunk"], path =>
        {
            File.WriteAllText(path, "half");
            File.WriteAllText(Path.Combine(folder, $"begun-{Guid.NewGuid():N}"), "");
            if (!SpinWait.SpinUntil(() => File.Exists(Path.Combine(folder, "go")), Patience))
            {
                throw new TimeoutException("Nobody said go.");
            }

            File.WriteAllText(path, "whole");
        });
        Console.WriteLine($"process {Environment.ProcessId} digest {entry.Digest}");
        return 0;
    }
}
