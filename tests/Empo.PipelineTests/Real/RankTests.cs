using System.Diagnostics;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>Builds whose stages run in ranks that mpirun starts: the bytes of one process, and nothing left whatever dies.</summary>
public sealed class RankTests
{
    private const int Killed = ProcessSignal.Kill;

    /// <summary>So long a pre-training that a build hangs in it, as far as these tests can tell.</summary>
    private const string Endless = "threads=1 pretrain.steps=1000000";

    private static readonly string[] TwoRanks = ["-p:EmpoLauncher=mpirun", "-p:EmpoRanks=2"];

    public static bool HasMpirun { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "mpirun")));

    [Fact(SkipUnless = nameof(HasMpirun), Skip = "There is no mpirun (openmpi-bin).")]
    [Trait("Needs", "mpi")]
    public void Two_ranks_make_the_bytes_of_one_process()
    {
        var (one, two) = (PipelineFolder.WithTinyExperiment(), PipelineFolder.WithTinyExperiment());
        one.BuildWith("threads=1 rounds=1 guard.probes=4 update.kl.beta=0.01").Succeeded();

        two.BuildWith("threads=1 rounds=1 guard.probes=4 update.kl.beta=0.01", TwoRanks).Succeeded().Says("ranks: 2 on ");

        Assert.Equal(one.Outputs(), two.Outputs());
        Assert.Contains("probe 1 probe.parquet", one.Outputs().Keys);
        Assert.Equal(
            one.Manifests().Select(manifest => string.Join(' ', manifest.Numerics.OrderBy(entry => entry.Key))),
            two.Manifests().Select(manifest => string.Join(' ', manifest.Numerics.OrderBy(entry => entry.Key))));
        Gone(two);
        two.BuildWith("threads=1 rounds=1 guard.probes=4 update.kl.beta=0.01").Succeeded().RanOnly();
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
