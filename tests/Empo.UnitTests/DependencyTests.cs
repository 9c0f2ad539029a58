namespace Empo.UnitTests;

/// <summary>Holds the using lines against the order of the parts: what may know what.</summary>
public sealed class DependencyTests
{
    [Theory]
    [InlineData("stages/Empo.Method", "System;Empo.Method")] // pure functions: no tensors, no artifacts, no settings
    [InlineData("stages/Empo.Experiments/Models", "System;Empo.Files")] // a model's numbers: no experiment
    [InlineData("stages/Empo.Stages/Modeling", "System;TorchSharp;static TorchSharp;Empo.Models;Empo.Stages.Modeling")]
    public void This_part_uses_only(string folder, string allowed)
    {
        var prefixes = allowed.Split(';');

        var others = Usings(folder).Where(line => !prefixes.Any(prefix => line.Name.StartsWith(prefix, StringComparison.Ordinal)));

        Assert.Empty(others);
    }

    [Theory]
    [InlineData("stages/Empo.Stages/Artifacts", "TorchSharp")]
    [InlineData("stages/Empo.Stages/Checkpoints", "Empo.Experiments")]
    [InlineData("stages/Empo.Stages/Tokenization", "TorchSharp")]
    [InlineData("stages/Empo.Stages/Rows", "Empo.Stages")] // files of users know no artifact and no dataset
    [InlineData("stages/Empo.Stages/Sampling", "Parquet")]
    [InlineData("stages/Empo.Stages/Training", "Parquet")]
    [InlineData("stages/Empo.Stages/Engines", "TorchSharp")]
    [InlineData("stages/Empo.Stages/Engines", "Parquet")]
    [InlineData("stages/Empo.Experiments", "TorchSharp")]
    [InlineData("stages/Empo.Experiments", "Empo.Stages")]
    [InlineData("tasks/Empo.Tasks", "TorchSharp")]
    [InlineData("tasks/Empo.Tasks", "Empo.Stages")]
    public void This_part_does_not_use(string folder, string forbidden) =>
        Assert.DoesNotContain(Usings(folder), line => line.Name.Contains(forbidden, StringComparison.Ordinal));

    [Fact]
    public void Only_the_host_knows_the_stages() =>
        Assert.All(
            Usings("stages").Where(line => line.Name == "Empo.Stages.Stages"),
            line => Assert.Contains("/Hosting/", line.File, StringComparison.Ordinal));

    private static List<(string File, string Name)> Usings(string folder)
    {
        var root = Path.Combine(Repository.Root, folder);
        var lines = from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
                    let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
                    where !path.Contains("/obj/", StringComparison.Ordinal)
                    from line in File.ReadLines(file)
                    where line.StartsWith("using ", StringComparison.Ordinal)
                    select (path, line["using ".Length..].TrimEnd(';'));
        return [.. lines];
    }
}
