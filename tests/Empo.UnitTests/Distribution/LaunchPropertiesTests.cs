using Empo.Experiments.Properties;

namespace Empo.UnitTests.Distribution;

/// <summary>The properties that start ranks: what they come to, and what is refused.</summary>
public sealed class LaunchPropertiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LaunchPropertiesTests()
    {
        File.WriteAllText(_folder.File("run.sh"), "");
        File.WriteAllText(_folder.File("hosts"), "a slots=8\n");
        File.WriteAllText(_folder.File("arguments"), "--mca\nbtl_tcp_if_include\n  eth0  \n\n--prefix\n/opt/open mpi\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("EmpoLauncher=none")]
    [InlineData("EmpoLauncher=None EmpoRanks=1")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=1")]
    [InlineData("EmpoReduction=fast")]
    public void One_process_needs_no_launch(string properties) => Assert.Null(Read(properties));

    [Fact]
    public void Everything_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ranks are for Linux");
        var values = new Dictionary<string, string>
        {
            ["EmpoLauncher"] = " MPIRUN ",
            ["EmpoRanks"] = " 16 ",
            ["EmpoHosts"] = "node1:8\n  node2:8 ",
            ["EmpoLauncherArguments"] = "--mca btl  tcp,self",
            ["EmpoReduction"] = "Fast",
        };

        var launch = LaunchProperties.Read(name => values.GetValueOrDefault(name, ""), _folder.Path)!;

        Assert.Equal(("mpirun", 16, Reduction.Fast), (launch.Launcher, launch.Ranks, launch.Reduction));
        Assert.Equal(["node1:8", "node2:8"], launch.Hosts);
        Assert.Equal(["--mca", "btl", "tcp,self"], launch.Arguments);
    }

    [Fact]
    public void Files_and_scripts_are_relative_to_the_project()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ranks are for Linux");

        Assert.Equal(_folder.File("hosts"), Read("EmpoLauncher=mpirun EmpoRanks=2 EmpoHosts=@hosts")!.HostFile);
        var launch = Read("EmpoLauncher=./run.sh EmpoRanks=2 EmpoLauncherArguments=@arguments")!;
        Assert.Equal(_folder.File("run.sh"), launch.Launcher);
        Assert.Equal(["--mca", "btl_tcp_if_include", "eth0", "--prefix", "/opt/open mpi"], launch.Arguments);
    }

    [Theory]
    [InlineData("EmpoRanks=2", "nothing starts them")]
    [InlineData("EmpoLauncher=none EmpoRanks=2", "nothing starts them")]
    [InlineData("EmpoLauncher=mpirun", "without EmpoRanks")]
    [InlineData("EmpoLauncher=mpirum EmpoRanks=2", "Did you mean 'mpirun'?")]
    [InlineData("EmpoLauncher=./no.sh EmpoRanks=2", "there is no script")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=0", "not a whole number")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=-1", "not a whole number")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=4097", "not a whole number")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=2,5", "not a whole number")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=two", "not a whole number")]
    [InlineData("EmpoReduction=orderd", "Did you mean 'ordered'?")]
    [InlineData("EmpoHosts=a", "has no effect without EmpoLauncher")]
    [InlineData("EmpoLauncherArguments=-v", "has no effect without EmpoLauncher")]
    [InlineData("EmpoLauncher=srun EmpoRanks=2 EmpoHosts=a", "is for mpirun")]
    [InlineData("EmpoLauncher=run.sh EmpoRanks=2 EmpoHosts=a", "is for mpirun")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=2 EmpoHosts=@nowhere", "does not exist")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=2 EmpoLauncherArguments=@nowhere", "does not exist")]
    [InlineData("EmpoLauncher=mpirun EmpoRanks=2 EmpoParallel=true", "share the devices")]
    public void What_cannot_be_meant_is_refused(string properties, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere a launcher itself is refused");
        var failure = Assert.Throws<UserError>(() => Read(properties));

        Assert.Equal("EMPO1037", failure.Code);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private RankLaunch? Read(string properties)
    {
        var values = properties
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(property => property.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return LaunchProperties.Read(name => values.GetValueOrDefault(name, ""), _folder.Path);
    }
}
