using System.Diagnostics;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>
/// Containers that share a store have process ids of their own, as a rule the same ones. <c>unshare --pid</c> makes such a namespace; where
/// the machine does not allow it, the test is skipped.
/// </summary>
public sealed class ContainerTests
{
    [Fact]
    public void Two_containers_make_one_chunk_at_once_and_neither_removes_what_the_other_writes()
    {
        RequireNamespaces();
        var (store, signals) = (TemporaryFolders.New("store"), TemporaryFolders.New("signals"));
        using var first = InContainer(signals, "chunk", store, signals);
        Until(() => Begun(signals) == 1, first);
        using var second = InContainer(signals, "chunk", store, signals);
        Until(() => Begun(signals) == 2, second);

        File.WriteAllText(Path.Combine(signals, "go"), "");

        var (one, other) = (Output(first), Output(second));
        Assert.StartsWith("process 1 digest ", one, StringComparison.Ordinal);
        Assert.Equal(one, other);
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.Combine(store, "chunk")));
    }

    [Fact]
    public void Two_builds_in_containers_on_one_store_run_each_stage_once()
    {
        RequireNamespaces();
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("pretrain.hold");
        var first = folder.StartIn(Container);
        first.Until("the first stage runs", () => folder.Begun().Count == 1);
        var second = folder.StartIn(Container);
        second.Until("the second build waits", () => second.Output.Contains("waiting for process", StringComparison.Ordinal));
        folder.NoFault("pretrain.hold");

        first.Wait().Succeeded();
        second.Wait().Succeeded();

        Assert.Equal(15, folder.Begun().Count);
        Assert.Equal(15, folder.Begun().Distinct().Count());
        Assert.Empty(folder.Leftovers());
    }

    private static readonly string[] Container = ["unshare", "--pid", "--fork", "--mount-proc"];

    private static void RequireNamespaces()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "namespaces are Linux's");
        using var probe = Process.Start(
            new ProcessStartInfo(Container[0], [.. Container.Skip(1), "true"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        );
        probe!.WaitForExit();
        Assert.SkipUnless(probe.ExitCode == 0, "this machine does not allow a PID namespace (unshare --pid --fork --mount-proc)");
    }

    private static Process InContainer(string folder, params string[] arguments)
    {
        var start = BuildEnvironment.Start(
            folder,
            ["exec", Path.Combine(Tools.Fake, "Empo.Stages", "Empo.Stages.dll"), .. arguments],
            Container
        );
        return Process.Start(start)!;
    }

    private static int Begun(string signals) => Directory.GetFiles(signals, "begun-*").Length;

    private static void Until(Func<bool> done, Process process) =>
        Assert.True(
            SpinWait.SpinUntil(() => done() || process.HasExited, TimeSpan.FromMinutes(2)) && done(),
            process.HasExited ? process.StandardError.ReadToEnd() : "waited two minutes"
        );

    private static string Output(Process process)
    {
        var output = process.StandardOutput.ReadToEnd();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return output;
    }
}
