using System.Diagnostics;
using System.IO.Compression;

namespace Empo.PipelineTests.Harness;

/// <summary>
/// The packages of this repository in a folder that NuGet reads as a feed, packed once, and a packages' folder of their own. What the
/// machine has restored before (libtorch) is not fetched again.
/// </summary>
public sealed class LocalFeed : IDisposable
{
    public const string Version = "0.1.0-test.1";

    private static readonly string[] Unreachable = ["NU1301", "Unable to load the service index", "Name or service not known"];

    private readonly string _feed = TemporaryFolders.New("feed");
    private readonly string _packages = TemporaryFolders.New("packages");
    private readonly string _missing;

    public LocalFeed()
    {
        var start = BuildEnvironment.Start(
            Repository.Root,
            [
                "pack", Path.Combine("packages", "packages.proj"), "-o", _feed, "-nodeReuse:false",
                "-p:BuildProjectReferences=false", $"-p:MinVerVersionOverride={Version}",
            ]
        );
        var result = new RunningBuild(start, PipelineFolder.At(_feed)).Wait();
        _missing = WhyUnreachable(result);
        Assert.True(_missing.Length > 0 || result.ExitCode == 0, result.Output);
    }

    /// <summary>The packed file of a package.</summary>
    public string FileOf(string package) => Path.Combine(_feed, $"{package}.{Version}.nupkg");

    /// <summary>Where NuGet unpacks Empo.Pipeline.</summary>
    public string Unpacked => Path.Combine(_packages, "empo.pipeline", Version);

    /// <summary>Skips the test where the packages could not be made without a network.</summary>
    public void Require() => Assert.SkipWhen(_missing.Length > 0, _missing);

    /// <summary>A folder whose projects find the packages.</summary>
    internal Consumer NewConsumer(string name)
    {
        Require();
        var known = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var consumer = new Consumer(TemporaryFolders.New(name));
        consumer.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{_packages}" /></config>
              <packageSources><add key="local" value="{_feed}" /></packageSources>
              {(Directory.Exists(known) ? $"<fallbackPackageFolders><add key=\"known\" value=\"{known}\" /></fallbackPackageFolders>" : "")}
            </configuration>
            """);
        return consumer;
    }

    /// <summary>Adds a package without content, for a restore that finds it.</summary>
    public void AddEmpty(string package, string version)
    {
        using var zip = ZipFile.Open(Path.Combine(_feed, $"{package}.{version}.nupkg"), ZipArchiveMode.Create);
        using var text = new StreamWriter(zip.CreateEntry($"{package}.nuspec").Open());
        text.Write(
            "<package><metadata>"
                + $"<id>{package}</id><version>{version}</version><authors>test</authors><description>empty</description>"
                + "</metadata></package>"
        );
    }

    /// <summary>Takes the right to write from the unpacked package, as an administrator's folder has none.</summary>
    public void MakeReadOnly() => SetWritable(writable: false);

    /// <summary>The reason where a build failed for want of a network; empty otherwise.</summary>
    internal static string WhyUnreachable(BuildResult result) =>
        result.ExitCode != 0 && Unreachable.Any(sign => result.Output.Contains(sign, StringComparison.Ordinal))
            ? "The public package feed cannot be reached."
            : "";

    public void Dispose() => SetWritable(writable: true);

    private void SetWritable(bool writable)
    {
        if (Directory.Exists(Unpacked) && !OperatingSystem.IsWindows())
        {
            using var change = Process.Start("chmod", ["-R", writable ? "u+w" : "a-w", Unpacked]);
            change.WaitForExit();
        }
    }
}
