using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Empo.UnitTests.Documents;

/// <summary>What can be said of Dockerfile, .dockerignore and the dev containers without an engine.</summary>
public sealed partial class ContainerFileTests
{
    private const string Template = "packages/Empo.Pipeline.Templates/content/empo/.devcontainer/devcontainer.json";

    /// <summary>The instructions, in order, without comments.</summary>
    private static readonly List<(string Name, string[] Words)> Instructions =
    [
        .. Text("Dockerfile").Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => (words[0], words[1..])),
    ];

    [Fact]
    public void Every_copied_file_exists_and_is_not_ignored()
    {
        var ignored = Text(".dockerignore").Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToList();
        foreach (var source in Copied())
        {
            var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(source.TrimEnd('/'))!);
            Assert.True(Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(source.TrimEnd('/'))).Any(), source);
            Assert.DoesNotContain(source.Split('/')[0], ignored);
        }
    }

    [Fact]
    public void The_restore_has_every_project_that_it_needs_and_their_locks()
    {
        var restore = Instructions.FindIndex(line => line.Name == "RUN" && line.Words.Contains("restore"));
        var before = Copied(restore).ToList();

        foreach (var project in Closure("stages/Empo.Stages/Empo.Stages.csproj").Concat(Closure("tasks/Empo.Tasks/Empo.Tasks.csproj")))
        {
            Assert.Contains($"{Path.GetDirectoryName(project)}/*.csproj", before);
            Assert.Contains($"{Path.GetDirectoryName(project)}/*.lock.json", before);
        }

        string[] imported = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "build/"];
        Assert.Empty(imported.Except(before));
    }

    [Fact]
    public void Images_are_those_of_the_sdk_that_global_json_asks_for()
    {
        var sdk = JsonDocument.Parse(Text("global.json")).RootElement.GetProperty("sdk").GetProperty("version").GetString()!;
        var image = Instructions.Single(line => line.Name == "FROM").Words.Single();

        Assert.Equal($"mcr.microsoft.com/dotnet/sdk:{sdk}-noble", image);
        Assert.Equal(image, Json(".devcontainer/devcontainer.json").GetProperty("image").GetString());
        Assert.StartsWith(
            $"mcr.microsoft.com/dotnet/sdk:{string.Join('.', sdk.Split('.').Take(2))}",
            Json(Template).GetProperty("image").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Nothing_runs_as_root_and_no_secret_is_asked_for()
    {
        var user = Instructions.FindIndex(line => line.Name == "USER");

        Assert.Equal("app", Assert.Single(Instructions, line => line.Name == "USER").Words.Single());
        Assert.Equal("app", Json(".devcontainer/devcontainer.json").GetProperty("remoteUser").GetString());
        Assert.All(Instructions.Index(), line =>
        {
            Assert.Contains(line.Item.Name, new[] { "FROM", "ENV", "USER", "WORKDIR", "COPY", "RUN", "VOLUME", "ENTRYPOINT" });
            Assert.True(line.Item.Name is not ("RUN" or "COPY") || line.Index > user);
            Assert.True(line.Item.Name != "COPY" || line.Item.Words[0] == "--chown=app");
        });
        Assert.DoesNotMatch(Secret(), string.Join('\n', Instructions.Select(line => $"{line.Name} {string.Join(' ', line.Words)}")));
        string[] secret = [".git", "**/.env", "artifacts", "**/bin", "**/obj"];
        Assert.Empty(secret.Except(Text(".dockerignore").Split('\n')));
    }

    /// <summary>Sources of COPY up to an instruction.</summary>
    private static IEnumerable<string> Copied(int end = int.MaxValue) =>
        Instructions
            .Take(end)
            .Where(line => line.Name == "COPY")
            .SelectMany(line => line.Words[..^1].Where(word => !word.StartsWith("--", StringComparison.Ordinal)));

    /// <summary>A project and those that it refers to.</summary>
    private static IEnumerable<string> Closure(string project) =>
        XDocument
            .Parse(Text(project))
            .Descendants("ProjectReference")
            .Select(reference => Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))
            .Select(path => Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Repository.Root)).Replace('\\', '/'))
            .SelectMany(Closure)
            .Prepend(project);

    private static JsonElement Json(string file) =>
        JsonDocument.Parse(Text(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }).RootElement;

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file)).ReplaceLineEndings("\n");

    [GeneratedRegex("password|secret|token|api_?key|--mount=type=secret|https?://[^ ]*@", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
