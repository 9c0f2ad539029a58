using System.Globalization;

namespace Empo.PipelineTests.Harness;

/// <summary>A stage that holds the lock of its entry, as the store shows it: how a test hits a real stage while it runs.</summary>
internal sealed record RunningStage(int Process, string HolderFile)
{
    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => File.Exists(HolderFile);

    /// <summary>Waits until a build runs a stage of this name; null where it ends without.</summary>
    /// <param name="earlier">Processes that do not count, because builds that were killed left their names behind.</param>
    public static RunningStage? Await(RunningBuild build, string store, string stage, IReadOnlySet<int> earlier)
    {
        while (!build.HasEnded)
        {
            if (Find(store, stage, earlier) is { } running)
            {
                return running;
            }

            // Some stages take twenty milliseconds.
            Thread.Sleep(1);
        }

        return null;
    }

    private static RunningStage? Find(string store, string stage, IReadOnlySet<int> earlier)
    {
        var locks = Path.Combine(store, "lock");
        foreach (var holder in Directory.Exists(locks) ? Directory.GetFiles(locks, $"{stage}-*.holder") : [])
        {
            if (ProcessOf(holder) is { } process && !earlier.Contains(process))
            {
                return new RunningStage(process, holder);
            }
        }

        return null;
    }

    /// <summary>All processes that a store names as holders, dead ones too.</summary>
    /// <param name="stage">Of locks of this stage; of all where it is left out.</param>
    public static IReadOnlySet<int> Named(string store, string? stage = null)
    {
        var (locks, names) = (Path.Combine(store, "lock"), stage is null ? "*.holder" : $"{stage}-*.holder");
        return (Directory.Exists(locks) ? Directory.GetFiles(locks, names) : []).Select(ProcessOf).OfType<int>().ToHashSet();
    }

    /// <summary>Whether a process is there and no zombie.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"))
                .Contains(") Z", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int? ProcessOf(string holder)
    {
        try
        {
            // "process 123 on machine since ..."; half of it where it is just being written.
            var words = File.ReadAllText(holder).Split(' ');
            return words.Length > 3 ? int.Parse(words[1], CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
