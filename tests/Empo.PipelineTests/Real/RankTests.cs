using System.Diagnostics;
using System.Text.RegularExpressions;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>Builds whose stages run in ranks that mpirun starts: the bytes of one process, and nothing left whatever dies.</summary>
public sealed class RankTests
{
    private const int Killed = ProcessSignal.Kill;

    /// <summary>So long a pre-training that a build hangs in it, as far as these tests can tell.</summary>
    private const string Endless = "threads=1 pretrain.steps=1000000";

    private const string OneRound = "threads=1 rounds=1 guard.probes=4 update.kl.beta=0.01";

    /// <summary>A round of many chunks, each of one response.</summary>
    private const string SmallChunks = OneRound + " rollout.questions_per_chunk=1 rollout.samples_per_chunk=1";

    private const int SmallChunkCount = 16 * 8;

    private static readonly string[] TwoRanks = ["-p:EmpoLauncher=mpirun", "-p:EmpoRanks=2"];

    /// <summary>The round of many chunks in one process.</summary>
    private static readonly Lazy<IReadOnlyDictionary<string, string>> InOneProcess = new(() =>
    {
        var folder = PipelineFolder.WithTinyExperiment();
        folder.BuildWith(SmallChunks).Succeeded();
        return folder.Outputs();
    });

    public static bool HasMpirun { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "mpirun")));

    [Fact(SkipUnless = nameof(HasMpirun), Skip = "There is no mpirun (openmpi-bin).")]
    [Trait("Needs", "mpi")]
    public void Two_ranks_make_the_bytes_of_one_process()
    {
        var (one, two) = (PipelineFolder.WithTinyExperiment(), PipelineFolder.WithTinyExperiment());
        one.BuildWith(OneRound).Succeeded();

        two.BuildWith(OneRound, TwoRanks).Succeeded().Says("ranks: 2 on ");

        Assert.Equal(one.Outputs(), two.Outputs());
        Assert.Contains("probe 1 probe.parquet", one.Outputs().Keys);
        Assert.Equal(
            one.Manifests().Select(manifest => string.Join(' ', manifest.Numerics.OrderBy(entry => entry.Key))),
            two.Manifests().Select(manifest => string.Join(' ', manifest.Numerics.OrderBy(entry => entry.Key))));
        Gone(two);
        two.BuildWith(OneRound).Succeeded().RanOnly();
    }

    [Theory(SkipUnless = nameof(HasMpirun), Skip = "There is no mpirun (openmpi-bin).")]
    [Trait("Needs", "mpi")]
    [InlineData("rank", "EMPO6040")]
    [InlineData("mpirun", "EMPO6040")]
    [InlineData("serve", "EMPO6003")]
    [InlineData("build", "EMPO6006")] // Ctrl-C
    public void Whatever_dies_the_build_ends_with_a_reason_and_leaves_no_process(string victim, string code)
    {
        var folder = PipelineFolder.WithTinyExperiment();
        var build = folder.Start([$"-p:EmpoSet={Endless}", .. TwoRanks]);
        build.Until("both ranks compute", () =>
            Processes(folder, "rank").Count == 2
            && Directory.Exists(Path.Combine(folder.Store, "pretrain"))
            && Directory.EnumerateFiles(folder.File("artifacts"), "rank-001.state", SearchOption.AllDirectories).Any(state =>
                File.ReadAllText(state).Contains("end-of-pretrain", StringComparison.Ordinal)));
        Assert.DoesNotContain("libtorch", File.ReadAllText($"/proc/{Processes(folder, "serve").Single()}/maps"), StringComparison.Ordinal);

        if (victim == "build")
        {
            build.Signal("INT");
        }
        else
        {
            ProcessSignal.Send(Processes(folder, victim).Max(), Killed);
        }

        build.Wait().Failed(code);

        Gone(folder);
        // Only the stage process itself could have removed what it was writing.
        Assert.Equal(victim == "serve" ? 1 : 0, Directory.EnumerateDirectories(Path.Combine(folder.Store, "pretrain"), "*.tmp-*").Count());
        Assert.DoesNotContain("pretrain", folder.Ran());
    }

    [Fact(SkipUnless = nameof(HasMpirun), Skip = "There is no mpirun (openmpi-bin).")]
    [Trait("Needs", "mpi")]
    public void A_rollout_whose_rank_is_killed_keeps_its_chunks_and_goes_on_with_another_number()
    {
        var folder = PipelineFolder.WithTinyExperiment();
        var build = folder.Start([$"-p:EmpoSet={SmallChunks}", .. TwoRanks]);
        // Found before the rollout, which takes no longer than looking through all processes of a busy machine.
        build.Until("the base is evaluated", () => RunningStage.Named(folder.Store, "evaluate").Count > 0);
        var rank = Processes(folder, "rank").Max();
        build.Until("the rollout runs", () => RunningStage.Named(folder.Store, "rollout").Count > 0);
        var before = folder.Chunks().Count;
        build.Until("some of its chunks are there", () => folder.Chunks().Count > before + 3);

        ProcessSignal.Send(rank, Killed);

        build.Wait().Failed("EMPO6040").Says("during rollout 1");
        Gone(folder);
        var kept = Written(folder);
        Assert.InRange(kept.Count - before, 3, SmallChunkCount); // all of them where the test itself had to wait for a core
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(folder.Store, "rollout")));

        folder.BuildWith(SmallChunks, "-p:EmpoLauncher=mpirun", "-p:EmpoRanks=3").Succeeded();

        var after = Written(folder);
        Assert.All(kept, chunk => Assert.Equal(chunk.Value, after[chunk.Key]));
        Assert.Equal(InOneProcess.Value, folder.Outputs());
    }

    [Fact(SkipUnless = nameof(HasMpirun), Skip = "There is no mpirun (openmpi-bin).")]
    [Trait("Needs", "mpi")]
    public void Builds_with_ranks_and_without_share_one_store()
    {
        var folder = PipelineFolder.WithTinyExperiment();
        var overrides = $"-p:EmpoSet={SmallChunks}";

        RunningBuild[] builds = [folder.Start([overrides, .. TwoRanks]), folder.Start(overrides)];
        BuildResult[] results = [.. builds.Select(build => build.Wait().Succeeded())];

        Assert.Equal(InOneProcess.Value, folder.Outputs());
        Assert.Equal(
            folder.Manifests().Select(manifest => manifest.Stage).Order(StringComparer.Ordinal),
            results
                .SelectMany(result => Regex.Matches(result.Output, @"^\s*([a-z]+)( \d+)?: ran in ", RegexOptions.Multiline))
                .Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal)
        );
        Assert.Empty(folder.Leftovers());
        Gone(folder);
    }

    /// <summary>Rank 1 alone sees a disk without room where chunks are stored.</summary>
    [Fact(SkipUnless = nameof(HasMpirun), Skip = "There is no mpirun (openmpi-bin).")]
    [Trait("Needs", "mpi")]
    public void A_follower_that_fails_alone_gives_its_own_reason()
    {
        var (disk, reason) = TinyDisk.Mount(16);
        disk?.Dispose();
        Assert.SkipWhen(disk is null, reason);
        var folder = PipelineFolder.WithTinyExperiment();
        var chunks = Path.Combine(folder.Store, "chunk");
        folder.Write(
            "launcher.sh",
            $$"""
            #!/bin/sh
            full='mount -t tmpfs -o nr_inodes=1 none "$0" && exec "$@"'
            export full
            exec mpirun --allow-run-as-root --oversubscribe --bind-to none -x full -n $EmpoRanks sh -c '
            [ "$OMPI_COMM_WORLD_RANK" = 0 ] || exec unshare -m sh -c "$full" "$0" "$@"
            exec "$@"' '{{chunks}}' "$@"

            """
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.File("launcher.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.CreateDirectory(chunks);

        var result = folder.BuildWith(SmallChunks, "-p:EmpoLauncher=./launcher.sh", "-p:EmpoRanks=2");

        result.Failed("EMPO4001").Says("Rank 1 on ");
        Gone(folder);
        Assert.DoesNotContain("evaluate 0", folder.Finished());
        Assert.Empty(folder.Leftovers());
    }

    /// <summary>Each chunk with the time at which it was written.</summary>
    private static Dictionary<string, DateTime> Written(PipelineFolder folder) =>
        folder.Chunks().ToDictionary(chunk => chunk, Directory.GetLastWriteTimeUtc);

    /// <summary>All processes of a folder's ranks end within five seconds of their build.</summary>
    private static void Gone(PipelineFolder folder)
    {
        var clock = Stopwatch.StartNew();
        while (new[] { "rank", "mpirun", "serve" }.SelectMany(role => Processes(folder, role)).ToList() is { Count: > 0 } left)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"These processes are left: {string.Join(' ', left)}");
            Thread.Sleep(20);
        }
    }

    /// <summary>The living processes of a folder's build in a role: a rank, the launcher, the stage process of the build.</summary>
    private static List<int> Processes(PipelineFolder folder, string role)
    {
        var found = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsDigit(name![0])))
        {
            try
            {
                var words = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
                var isLauncher = words.Any(word => Path.GetFileName(word) == "mpirun") && !words.Contains("serve");
                var isOurs = words.Any(word => word.StartsWith(folder.Path + "/", StringComparison.Ordinal));
                if (isOurs && RunningStage.IsAlive(Id(process)) && (role == "mpirun" ? isLauncher : !isLauncher && words.Contains(role)))
                {
                    found.Add(Id(process));
                }
            }
            catch (IOException)
            {
                // gone meanwhile
            }
        }

        return found;
    }

    private static int Id(string? process) => int.Parse(process!, System.Globalization.CultureInfo.InvariantCulture);
}
