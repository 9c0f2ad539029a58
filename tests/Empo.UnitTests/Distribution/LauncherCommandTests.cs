using Empo.Experiments.Properties;
using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>The command lines of launchers, as text.</summary>
public sealed class LauncherCommandTests
{
    private static readonly LauncherPlace Place = new()
    {
        IsRoot = false,
        IsAllocated = false,
        Setsid = "/usr/bin/setsid",
        Variables = [],
    };

    [Fact]
    public void Mpirun_on_one_host() =>
        Assert.Equal(
            "/usr/bin/setsid /usr/bin/mpirun --bind-to none --oversubscribe -n 2 dotnet exec E.dll rank",
            Text(Launch("mpirun"), Place));

    [Fact]
    public void Mpirun_as_root_with_hosts_variables_and_arguments() =>
        Assert.Equal(
            "/usr/bin/setsid /usr/bin/mpirun --allow-run-as-root --bind-to none --host a:8,b:8 -n 2 -x KEY -x NCCL_DEBUG --mca btl "
                + "tcp,self dotnet exec E.dll rank",
            Text(
                Launch("mpirun") with { Hosts = ["a:8", "b:8"], Arguments = ["--mca", "btl", "tcp,self"] },
                Place with { IsRoot = true, Variables = ["KEY", "NCCL_DEBUG"] }));

    [Fact]
    public void Mpirun_with_a_file_of_hosts() =>
        Assert.Equal(
            "/usr/bin/setsid /usr/bin/mpirun --bind-to none --hostfile /etc/mpi/hostfile -n 2 dotnet exec E.dll rank",
            Text(Launch("mpirun") with { HostFile = "/etc/mpi/hostfile" }, Place));

    /// <summary>More ranks than a resource manager has given are a mistake there.</summary>
    [Fact]
    public void Mpirun_in_an_allocation() =>
        Assert.Equal(
            "/usr/bin/setsid /usr/bin/mpirun --bind-to none -n 2 dotnet exec E.dll rank",
            Text(Launch("mpirun"), Place with { IsAllocated = true }));

    [Fact]
    public void Srun() =>
        Assert.Equal(
            "/usr/bin/setsid /usr/bin/srun -K --mpi=pmix -n 2 --input=0 --unbuffered --export=ALL --gpus-per-task=1 dotnet exec E.dll rank",
            Text(Launch("srun") with { Arguments = ["--gpus-per-task=1"] }, Place));

    [Fact]
    public void A_script_gets_the_command_as_its_arguments() =>
        Assert.Equal(
            "/usr/bin/setsid /home/me/run.sh -v dotnet exec E.dll rank",
            Text(Launch("/home/me/run.sh") with { Arguments = ["-v"] }, Place));

    [Fact]
    public void Without_setsid_the_launcher_is_the_program() =>
        Assert.StartsWith("/usr/bin/srun -K", Text(Launch("srun"), Place with { Setsid = null }), StringComparison.Ordinal);

    [Fact]
    public void Variables_are_passed_on_by_name_and_only_those_that_ranks_need() =>
        Assert.Equal(
            ["ATEN_CPU_CAPABILITY", "DOTNET_ROOT", "LD_LIBRARY_PATH", "MY_KEY", "NCCL_DEBUG", "OMP_WAIT_POLICY", "TERM"],
            LauncherPlace.Needed(
                [
                    "TERM", "HOME", "NCCL_DEBUG", "OMP_WAIT_POLICY", "MY_KEY", "OTHER_KEY", "ATEN_CPU_CAPABILITY", "LD_LIBRARY_PATH",
                    "DOTNET_ROOT", "DOTNET_NOLOGO", "CUDA_VISIBLE_DEVICES",
                ],
                ["MY_KEY", "ANOTHER_KEY"]));

    private static RankLaunch Launch(string launcher) => new() { Launcher = launcher, Ranks = 2 };

    private static string Text(RankLaunch launch, LauncherPlace place)
    {
        var launcher = launch.Launcher.StartsWith('/') ? launch.Launcher : "/usr/bin/" + launch.Launcher;
        var command = LauncherCommand.Of(launch, launcher, ["dotnet", "exec", "E.dll", "rank"], place);
        return $"{command.Program} {string.Join(' ', command.Arguments)}";
    }
}
