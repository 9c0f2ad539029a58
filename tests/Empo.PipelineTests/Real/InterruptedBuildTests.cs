using System.Diagnostics;
using Empo.Experiments.Storage;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>
/// Power cuts, SIGTERM and Ctrl-C at random instants of every stage: what was finished stays, the next builds come to the same bytes,
/// nothing half written is left and no process. A part of it in CI, more by <c>tests/faults.sh</c>.
/// </summary>
public sealed class InterruptedBuildTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    private static readonly string[] Stages =
    [
        "pretrain", "prepare", "evaluate", "rollout", "score", "filter", "update", "guard", "report",
    ];
    private static readonly string[] Signals = ["SIGKILL", "SIGTERM", "SIGINT"];
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Random _random = new(1);
    private readonly HashSet<int> _processes = [];
    private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stage, string Signal), (int Sent, int Hit, int Cut)> _counts = [];

    [Fact]
    public void Every_stage_may_be_killed_ended_or_cancelled_at_any_instant()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        var folder = PipelineFolder.WithTinyExperiment("killed");
        for (var i = 0; i < FaultRuns.Kills; i++)
        {
            if (i > 0 && i % Stages.Length == 0)
            {
                GoesOn(folder);
                BeginAnew(folder);
            }

            // One stage further each time; from one pass to the next each stage meets the next signal.
            Interrupt(folder, Stages[i % Stages.Length], Signals[(i + (i / Stages.Length)) % Signals.Length]);
        }

        GoesOn(folder);
        foreach (
            var ((stage, signal), (sent, hit, cut)) in _counts.OrderBy(count =>
                (Array.IndexOf(Stages, count.Key.Stage), Array.IndexOf(Signals, count.Key.Signal))
            )
        )
        {
            FaultRuns.Report($"| {stage} | {signal} | {sent} | {hit} | {cut} |");
        }

        Assert.Contains(_counts.Values, count => count.Hit > 0);
    }

    private void BeginAnew(PipelineFolder folder)
    {
        Gone();
        folder.Build("-t:Clean", "-p:EmpoCleanStore=true").Succeeded();
    }

    private void Interrupt(PipelineFolder folder, string stage, string signal)
    {
        var earlier = RunningStage.Named(folder.Store);
        var build = folder.Start();
        var running = RunningStage.Await(build, folder.Store, stage, earlier);
        var finished = Finished(folder.Store);
        WaitWithin(stage, running);
        var hit = running is { IsRunning: true };
        Send(build, running?.Process, signal);
        build.Wait();

        finished.ExceptWith(Finished(folder.Store));
        Assert.True(finished.Count == 0, $"{signal} in {stage}: lost {string.Join(", ", finished)}");
        // The lock's own name of a stage that was cut off stays until somebody locks again, or goes with it; what counts is its entry.
        var cut =
            hit
            && !Directory.Exists(
                Path.Combine(folder.Store, stage, Path.GetFileNameWithoutExtension(running!.HolderFile)[(stage.Length + 1)..])
            );
        var (sent, hits, cuts) = _counts.GetValueOrDefault((stage, signal));
        _counts[(stage, signal)] = (sent + 1, hits + (hit ? 1 : 0), cuts + (cut ? 1 : 0));
        if (running is null)
        {
            // An earlier build got past it; the next stages would not run either.
            BeginAnew(folder);
        }
    }

    /// <summary>Waits for a random part of what a stage usually takes, and no longer than it runs this time.</summary>
    private void WaitWithin(string stage, RunningStage? running)
    {
        var clock = Stopwatch.StartNew();
        var delay = _random.NextDouble() * _seconds.GetValueOrDefault(stage, tiny.Seconds[stage]);
        while (running is { IsRunning: true } && clock.Elapsed.TotalSeconds < delay)
        {
            Thread.Sleep(1);
        }

        if (running is { IsRunning: false })
        {
            // On a busy machine the undisturbed run may have been slow.
            _seconds[stage] = clock.Elapsed.TotalSeconds;
        }
    }

    /// <summary>As a power cut ends everything at once, as a scheduler ends the build alone, as Ctrl-C reaches all of a terminal.</summary>
    private void Send(RunningBuild build, int? stageProcess, string signal)
    {
        if (stageProcess is { } process)
        {
            _processes.Add(process);
            if (signal != "SIGTERM")
            {
                ProcessSignal.Send(process, signal == "SIGKILL" ? ProcessSignal.Kill : ProcessSignal.Interrupt);
            }
        }

        if (signal == "SIGKILL")
        {
            build.KillTree();
            return;
        }

        ProcessSignal.Send(build.Id, signal == "SIGTERM" ? ProcessSignal.Terminate : ProcessSignal.Interrupt);
    }

    /// <summary>One more build finishes everything: same bytes, nothing half, nobody left.</summary>
    private void GoesOn(PipelineFolder folder)
    {
        folder.Build().Succeeded();

        Assert.Equal(tiny.Outputs, folder.Outputs());
        // The name of a dead lock holder may stay where its stage was finished already; the next one who locks writes over it.
        var left = folder.Leftovers().Where(path => !path.EndsWith(".holder", StringComparison.Ordinal)).ToList();
        Assert.True(left.Count == 0, string.Join('\n', left));
        Gone();
    }

    private void Gone() =>
        Assert.True(SpinWait.SpinUntil(() => !_processes.Any(RunningStage.IsAlive), Grace), "A stage process outlives its build.");

    /// <summary>
    /// What is finished in a store: entries by the time at which they were made, so that one made anew is another one, and chunks.
    /// </summary>
    private static HashSet<string> Finished(string store) =>
        !Directory.Exists(store)
            ? []
            :
            [
                .. Directory
                    .EnumerateDirectories(store)
                    .Where(folder => Path.GetFileName(folder) is not ("lock" or "chunk"))
                    .SelectMany(Directory.EnumerateDirectories)
                    .Where(folder => !Path.GetFileName(folder).Contains('.', StringComparison.Ordinal))
                    .Select(folder => (Folder: folder, Manifest: ManifestFile.Read(folder)))
                    .Where(entry => entry.Manifest is not null)
                    .Select(entry => $"{entry.Folder} {entry.Manifest!.Finished} {entry.Manifest.Seconds}"),
                .. Directory.Exists($"{store}/chunk")
                    ? Directory
                        .EnumerateDirectories($"{store}/chunk")
                        .Where(folder => !Path.GetFileName(folder).Contains('.', StringComparison.Ordinal))
                    : [],
            ];
}
