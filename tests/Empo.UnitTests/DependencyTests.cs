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
    [InlineData("stages/Empo.Stages/Imports", "TorchSharp")]
    [InlineData("stages/Empo.Stages/Rollouts/Server", "TorchSharp")]
    [InlineData("stages/Empo.Stages/Imports", "Parquet")]
    [InlineData("stages/Empo.Stages/Distribution", "Parquet")]
    [InlineData("stages/Empo.Stages/Rollouts", "Parquet")]
    [InlineData("stages/Empo.Experiments", "TorchSharp")]
    [InlineData("stages/Empo.Experiments", "Empo.Stages")]
    [InlineData("tasks/Empo.Tasks", "TorchSharp")]
    [InlineData("tasks/Empo.Tasks", "Empo.Stages")]
    public void This_part_does_not_use(string folder, string forbidden) =>
        Assert.DoesNotContain(Usings(folder), line => line.Name.Contains(forbidden, StringComparison.Ordinal));

    /// <summary>
    /// A folder that knows another is not known by it, over whatever others: a room can be read, and moved, with those below it.
    /// </summary>
    [Theory]
    [InlineData("stages/Empo.Experiments")]
    [InlineData("stages/Empo.Stages")]
    public void Folders_of_a_project_know_each_other_in_one_direction(string project)
    {
        var prefix = Path.GetFileName(project) + ".";
        static string First(string text) => text.Split('.', '/')[0];
        var below = Usings(project)
            .Where(line => line.Name.StartsWith(prefix, StringComparison.Ordinal) && line.File.Split('/').Length > 3)
            .Select(line => (From: line.File.Split('/')[2], To: First(line.Name[prefix.Length..])))
            .Where(edge => edge.From != edge.To)
            .ToLookup(edge => edge.From, edge => edge.To);
        HashSet<string> Reached(string folder)
        {
            var (seen, open) = (new HashSet<string>(), new Stack<string>(below[folder]));
            while (open.TryPop(out var next))
            {
                if (seen.Add(next))
                {
                    foreach (var other in below[next])
                    {
                        open.Push(other);
                    }
                }
            }

            return seen;
        }

        Assert.NotEmpty(below);
        Assert.DoesNotContain(below, folder => Reached(folder.Key).Contains(folder.Key));
    }

    [Fact]
    public void Namespaces_follow_folders() =>
        Assert.All(
            ProductCode.Files.Where(file => File.ReadLines(file).Any(line => line.StartsWith("namespace ", StringComparison.Ordinal))),
            file =>
            {
                var folder = Path.GetDirectoryName(Path.GetRelativePath(Repository.Root, file))!.Replace('\\', '/');
                var name = string.Join('.', folder.Split('/').Skip(1));
                // What every project may name stands above them all.
                string[] shared = [name, name.Replace("Empo.Experiments", "Empo", StringComparison.Ordinal)];
                var declared = File.ReadLines(file).First(line => line.StartsWith("namespace ", StringComparison.Ordinal));
                Assert.True(shared.Any(each => declared == $"namespace {each};"), $"{file}: {declared}");
            }
        );

    [Fact]
    public void Only_the_host_knows_the_stages() =>
        Assert.All(
            Usings("stages").Where(line => line.Name == "Empo.Stages.Programs"),
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
