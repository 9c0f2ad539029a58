namespace Empo.PipelineTests.Harness;

/// <summary>A user's folder with projects that take Empo.Pipeline from a package.</summary>
internal sealed class Consumer(string path)
{
    /// <summary>libtorch as a project refers to it that does not use Empo.Pipeline.Sdk.</summary>
    public const string Libtorch =
        """<PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" ExcludeAssets="all" PrivateAssets="all" />""";

    public string Path => path;

    public string File(string name) => System.IO.Path.Combine(path, name);

    public string Store => File("artifacts/.store");

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text);
    }

    /// <summary>Writes the tiny experiment into a folder.</summary>
    public void WriteExperiment(string folder = ".")
    {
        var experiments = System.IO.Path.Combine(Repository.Root, "tests", "experiments");
        Write($"{folder}/experiments/e.yaml", System.IO.File.ReadAllText(System.IO.Path.Combine(experiments, "tiny.yaml")));
        Write(
            $"{folder}/experiments/tiny-questions.yaml",
            System.IO.File.ReadAllText(System.IO.Path.Combine(experiments, "tiny-questions.yaml"))
        );
    }

    /// <summary>Writes a project of the .NET SDK that refers to the package and has an experiment.</summary>
    /// <param name="properties">More properties.</param>
    /// <param name="references">References besides the package's.</param>
    public void WriteProject(string name, string properties = "", string references = Libtorch) =>
        Write(
            name,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <EmpoExperiment>experiments/e.yaml</EmpoExperiment>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Empo.Pipeline" Version="{LocalFeed.Version}" PrivateAssets="all" />
                {references}
              </ItemGroup>
            </Project>
            """
        );

    /// <summary>Runs <c>dotnet</c>; skips the test where a package cannot be fetched.</summary>
    public BuildResult Run(params string[] arguments)
    {
        var result = new RunningBuild(BuildEnvironment.Start(path, arguments), PipelineFolder.At(path)).Wait();
        Assert.SkipWhen(LocalFeed.WhyUnreachable(result) is { Length: > 0 }, LocalFeed.WhyUnreachable(result));
        return result;
    }

    public BuildResult Build(params string[] arguments) => Run(["build", .. arguments, "-nodeReuse:false"]);
}
