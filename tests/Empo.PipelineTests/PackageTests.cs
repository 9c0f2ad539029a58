using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Projects that take the pipeline from its packages: a local feed, real restores, the smallest experiment trained once.</summary>
public sealed partial class PackageTests(TrainedConsumer trained) : IClassFixture<TrainedConsumer>
{
    [Fact]
    public void A_project_that_refers_to_the_package_trains_and_then_nothing_runs()
    {
        RequireSystem();

        Assert.Equal(0, trained.Restored.ExitCode);
        Assert.True(File.Exists(trained.Folder.File("packages.lock.json")));
        trained.Trained.Succeeded().Says("putting its tools (cpu) into").Says("report: ran");
        var again = trained.Folder.Build("own.csproj", "-p:RestoreLockedMode=true").Succeeded().Says("all 16 stages are up to date");

        Assert.DoesNotContain("putting its tools", again.Output, StringComparison.Ordinal);
        var manifest = Directory.GetFiles(Path.Combine(trained.Folder.Store, "update"), "manifest.json", SearchOption.AllDirectories)[0];
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        var provenance = json.RootElement.GetProperty("provenance");
        Assert.Equal(LocalFeed.Version, provenance.GetProperty("Empo.Pipeline").GetString());
        Assert.Equal("2.10.0", provenance.GetProperty("libtorch-cpu-linux-x64").GetString());
        Assert.Equal("6.1.0", provenance.GetProperty("Parquet.Net").GetString());
    }

    [Fact]
    public void Nothing_is_written_beside_the_package_or_into_the_projects_output()
    {
        RequireSystem();
        _ = trained.Trained;

        using var package = ZipFile.OpenRead(trained.Feed.FileOf("Empo.Pipeline"));
        var packed = package.Entries.Select(entry => entry.FullName).ToHashSet();
        var there = Directory
            .EnumerateFiles(trained.Feed.Unpacked, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(trained.Feed.Unpacked, file).Replace('\\', '/'));

        // NuGet's own: the package, its hash, its origin, and the manifest in lower case.
        Assert.Equal(4, there.Count(file => !packed.Contains(file)));
        Assert.DoesNotContain(packed, file => Path.GetFileName(file).Contains("torch_cpu", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(trained.Folder.File("bin"), "*torch*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Every_package_inside_is_named_with_its_licence()
    {
        trained.Feed.Require();
        using var package = ZipFile.OpenRead(trained.Feed.FileOf("Empo.Pipeline"));
        var inside = Text("tools/packages.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]);
        var notices = Text("THIRD-PARTY-NOTICES.md");

        Assert.Contains("TorchSharp", inside);
        Assert.All(inside, name => Assert.Contains($"\n| {name} |", notices, StringComparison.Ordinal));

        string Text(string entry)
        {
            using var reader = new StreamReader(package.GetEntry(entry)!.Open());
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }
    }

    [Fact]
    public void An_editors_build_and_a_project_without_an_experiment_train_nothing()
    {
        RequireSystem();
        var folder = trained.Feed.NewConsumer("editor");
        folder.WriteExperiment();
        folder.WriteProject("own.csproj");

        folder.Build("own.csproj", "-p:DesignTimeBuild=true").Succeeded();
        folder.Build("own.csproj", "--no-restore", "-p:EmpoExperiment=").Succeeded();

        Assert.False(Directory.Exists(folder.File("artifacts")));
        Assert.False(Directory.Exists(folder.File("obj/empo")));
    }

    [Fact]
    public void The_project_sdk_brings_the_package_and_the_libtorch_of_the_machine()
    {
        RequireSystem();
        var folder = trained.Feed.NewConsumer("sdk");
        folder.WriteExperiment();
        folder.Write(
            "own.proj",
            $"""
            <Project Sdk="Empo.Pipeline.Sdk/{LocalFeed.Version}">
              <PropertyGroup>
                <EmpoExperiment>experiments/e.yaml</EmpoExperiment>
                <EmpoStore>{trained.Folder.Store}</EmpoStore>
              </PropertyGroup>
            </Project>
            """
        );

        folder.Build("own.proj").Succeeded().Says("all 16 stages are up to date").RanOnly();
        folder.Build("own.proj", "-t:EmpoLock", "-p:EmpoSet=seed=7").Failed("EMPO4023").Says("dotnet build own.proj");

        Assert.True(File.Exists(folder.File("artifacts/e/report.html")));
        var assets = File.ReadAllText(folder.File("obj/project.assets.json"));
        Assert.Contains("libtorch-cpu-linux-x64/2.10.0", assets, StringComparison.Ordinal);
    }

    [Fact]
    public void The_template_makes_a_project_whose_experiment_is_sound()
    {
        RequireSystem();
        var folder = trained.Feed.NewConsumer("template");
        string[] hive = ["--debug:custom-hive", TemporaryFolders.New("hive")];

        Assert.Equal(0, folder.Run(["new", "install", trained.Feed.FileOf("Empo.Pipeline.Templates"), .. hive]).ExitCode);
        Assert.Equal(0, folder.Run(["new", "empo", "-n", "mein Projekt", .. hive]).ExitCode);
        folder.Build("mein Projekt", "-t:EmpoCheck").Succeeded().Says("first: the experiment is sound");

        string[] files =
        [
            "mein Projekt.csproj", "README.md", ".gitignore", ".devcontainer/devcontainer.json", ".github/workflows/experiment.yml",
            "datasets/questions.jsonl", "schemas/experiment.schema.json",
        ];
        Assert.All(files, file => Assert.True(File.Exists(folder.File($"mein Projekt/{file}")), file));
    }

    [Fact]
    public void Two_projects_of_a_solution_are_built_at_once()
    {
        RequireSystem();
        var folder = trained.Feed.NewConsumer("a solution");
        foreach (var name in new[] { "one", "two" })
        {
            folder.WriteExperiment(name);
            folder.WriteProject($"{name}/{name}.csproj");
        }

        folder.Write("both.slnx", "<Solution><Project Path=\"one/one.csproj\" /><Project Path=\"two/two.csproj\" /></Solution>");

        var result = folder.Build("both.slnx", "-m:2", $"-p:EmpoStore={trained.Folder.Store}").Succeeded();

        Assert.Equal(3, result.Output.Split("all 16 stages are up to date").Length);
        Assert.All(["one", "two"], name => Assert.True(File.Exists(folder.File($"{name}/artifacts/e/report.html"))));
    }

    [Fact]
    public void What_is_missing_is_named_with_the_line_that_helps()
    {
        RequireSystem();
        var folder = trained.Feed.NewConsumer("missing");
        folder.WriteExperiment();
        trained.Feed.AddEmpty("libtorch-cpu-linux-x64", "2.10.99");

        folder.WriteProject("own.csproj", references: "");
        folder.Build("own.csproj", "-t:EmpoStatus").Failed("EMPO6060").Says("own.csproj : error").Says(Consumer.Libtorch);
        folder.WriteProject("own.csproj", references: Consumer.Libtorch.Replace("2.10.0", "2.10.99", StringComparison.Ordinal));
        folder.Build("own.csproj", "-t:EmpoStatus").Failed("EMPO6061").Says(Consumer.Libtorch);
        folder.WriteProject("own.csproj", "<TargetFrameworks>net10.0</TargetFrameworks>");
        folder.Build("own.csproj").Failed("EMPO6063");
    }

    [Fact]
    public void Every_verb_can_be_called_with_the_projects_own_tools()
    {
        RequireSystem();
        _ = trained.Trained.Succeeded();
        var folder = trained.Folder;
        folder.Build("own.csproj", "-t:EmpoTool").Succeeded().Says("obj/empo/empo --help");

        var help = Launched(folder, "--help");
        var verbs = File.ReadLines(Path.Combine(Repository.Root, "stages/Empo.Stages/VerbTable.cs"))
            .Select(line => VerbClass().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value.ToLowerInvariant())
            .ToList();
        Assert.True(verbs.Count >= 13);
        Assert.All(verbs, verb => Assert.Contains($"\n  {verb} ", help, StringComparison.Ordinal));
        Assert.Contains("verdict: equal", Launched(folder, "answers", "--explain", "1/2", "0.5"), StringComparison.Ordinal);
        var policy = new DirectoryInfo(folder.File("artifacts/e/policy")).FullName;
        Assert.NotEmpty(Launched(folder, "generate", "--model", policy, "--prompt", "3", "--max-tokens", "4"));
    }

    [Fact]
    public void An_upgrade_of_the_package_invalidates_nothing_whose_format_is_unchanged()
    {
        RequireSystem();
        _ = trained.Trained;
        const string other = "98.7.6-upgraded";
        var tools = trained.Folder.File($"obj/empo/{LocalFeed.Version}/cpu");
        var (list, store) = (Path.Combine(tools, "Empo.Stages", "packages.txt"), TemporaryFolders.New("store"));
        var folder = trained.Feed.NewConsumer("upgraded");
        folder.WriteExperiment();
        var targets = Path.Combine(trained.Feed.Unpacked, "pipeline", "Empo.targets");
        folder.Write("own.proj", $"<Project DefaultTargets=\"EmpoBuild\"><Import Project=\"{targets}\" /></Project>");
        FolderCopy.Copy(trained.Folder.Store, store);
        var packages = File.ReadAllText(list);
        File.WriteAllText(list, packages.Replace($"Empo.Pipeline {LocalFeed.Version}", $"Empo.Pipeline {other}", StringComparison.Ordinal));
        try
        {
            Upgraded("rounds=2").Says("all 16 stages are up to date").RanOnly();
            Upgraded("rounds=3");
        }
        finally
        {
            File.WriteAllText(list, packages);
        }

        var manifests = Directory.GetFiles(Path.Combine(store, "update"), "manifest.json", SearchOption.AllDirectories)
            .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement)
            .ToList();
        Assert.Equal(
            [LocalFeed.Version, LocalFeed.Version, other], // rounds 1 and 2 as they were, round 3 by the other version
            manifests
                .OrderBy(manifest => manifest.GetProperty("round").GetInt32())
                .Select(manifest => manifest.GetProperty("provenance").GetProperty("Empo.Pipeline").GetString())
        );
        Assert.All(manifests, manifest =>
        {
            Assert.DoesNotContain(other, manifest.GetProperty("fingerprint").GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(LocalFeed.Version, manifest.GetProperty("fingerprint").GetRawText(), StringComparison.Ordinal);
        });

        BuildResult Upgraded(string settings) =>
            folder.Build(
                "own.proj", "-p:EmpoExperiment=experiments/e.yaml", $"-p:EmpoTools={tools}", $"-p:EmpoStore={store}",
                $"-p:EmpoSet={settings}"
            ).Succeeded();
    }

    private static string Launched(Consumer folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(folder.File("obj/empo/empo"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.GetAwaiter().GetResult());
        return output;
    }

    [GeneratedRegex(@"new (\w+)Verb\(\)")]
    private static partial Regex VerbClass();

    /// <summary>The packages name libtorch by system; these tests' projects are written for one.</summary>
    private void RequireSystem()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64,
            "the projects of these tests refer to libtorch for linux-x64"
        );
        trained.Feed.Require();
    }
}
