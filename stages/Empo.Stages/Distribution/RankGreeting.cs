using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.Stages.Distribution;

/// <summary>
/// Checks before each stage that all ranks can work together: each sees the store, runs the same program and respects the others' locks.
/// Without it, a host on which the store is not mounted would hang the others.
/// </summary>
internal static class RankGreeting
{
    private const string Word = "greeting";

    /// <summary>A network file system may show a new file to another host some seconds later.</summary>
    private static readonly TimeSpan Visible = TimeSpan.FromSeconds(10);

    /// <summary>The reports of all ranks, in their order.</summary>
    /// <param name="folder">The folder that the stage writes into.</param>
    /// <param name="own">What this rank says of itself, except of the store.</param>
    public static IReadOnlyList<RankReport> Exchange(IRankGroup ranks, string folder, RankReport own)
    {
        var (word, file, locks) = ("", Path.Combine(folder, Word), Path.Combine(folder, Word + ".lock"));
        using var held = ranks.Leads ? EntryLock.TryAcquire(locks) : null;
        if (ranks.Leads)
        {
            word = Guid.NewGuid().ToString("N");
            File.WriteAllText(file, word);
        }

        word = System.Text.Encoding.ASCII.GetString(ranks.Broadcast(System.Text.Encoding.ASCII.GetBytes(word), "greeting"));
        var sees = ranks.Leads || Sees(file, word, Visible);
        var report = own with { SeesStore = sees, IsLockedOut = ranks.Leads || !sees || IsRefused(locks) };
        RankReport[] reports = [.. ranks.AllGather(report.ToBytes(), "greeting: reports").Select(RankReport.Of)];
        if (ranks.Leads)
        {
            File.Delete(file);
            held?.Dispose();
            File.Delete(locks);
        }

        return reports;
    }

    /// <summary>The first reason why the ranks cannot work together, or null. All ranks come to the same answer.</summary>
    /// <param name="store">The store, for the message.</param>
    public static UserError? Problem(IReadOnlyList<RankReport> reports, string store)
    {
        foreach (var (rank, report) in reports.Index())
        {
            var who = string.Create(CultureInfo.InvariantCulture, $"Rank {rank} on {report.Host}");
            if (report.Program != reports[0].Program)
            {
                return new UserError(
                    "EMPO6043",
                    $"{who} runs another build of Empo.Stages.dll than rank 0 on {reports[0].Host}. Give all hosts the same tools: a "
                        + "shared folder (EmpoTools), or the same copy on each."
                );
            }

            if (!report.SeesStore)
            {
                return new UserError(
                    "EMPO6042",
                    $"{who} does not see what rank 0 on {reports[0].Host} writes into the store {store}. All ranks need one folder under "
                        + "one path: mount it there, or give one that is shared (EmpoStore).",
                    store
                );
            }

            if (!report.IsLockedOut)
            {
                return new UserError(
                    "EMPO6046",
                    $"{who} got a lock of the store {store} that rank 0 on {reports[0].Host} held: its file system keeps locks to each "
                        + "host, or not at all. Mount it with flock, or place the store elsewhere (EmpoStore).",
                    store
                );
            }
        }

        return null;
    }

    private static bool Sees(string file, string word, TimeSpan limit)
    {
        var until = DateTime.UtcNow + limit;
        while (true)
        {
            try
            {
                // listing the folder makes NFS forget that there was no such file
                var folder = Path.GetDirectoryName(file)!;
                if (Directory.EnumerateFiles(folder).Contains(file) && File.ReadAllText(file) == word)
                {
                    return true;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // not there, or not yet
            }

            if (DateTime.UtcNow > until)
            {
                return false;
            }

            Thread.Sleep(100);
        }
    }

    private static bool IsRefused(string path)
    {
        using var taken = EntryLock.TryAcquire(path);
        return taken is null;
    }
}
