using System.Text.RegularExpressions;

namespace Empo.UnitTests.Documents;

/// <summary>The tables of docs/architecture.md name files and folders of this tree.</summary>
public sealed partial class ArchitectureDocumentTests
{
    private static readonly string[] Wanted =
    [
        "a reward", "a loss", "a stage", "an architecture", "a dataset format", "a setting", "an error code",
    ];

    public static TheoryData<string> Rows => [.. Table("| to add | touch | test | document |")];

    public static TheoryData<string> Projects => [.. Table("| project or folder | holds |")];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_path_of_a_row_exists(string row)
    {
        string[] cells = row.Trim('|').Split(" | ");
        string[][] paths = [.. cells.Skip(1).Select(cell => Spans(cell).Where(IsPath).ToArray())];

        Assert.Equal(4, cells.Length);
        Assert.All(paths, Assert.NotEmpty);
        Assert.All(paths.SelectMany(each => each), path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    /// <summary>An addition of the past stands for those to come: what knows it must be named.</summary>
    /// <param name="example">Pattern of its name in code, whatever its case.</param>
    /// <param name="users">Files that make use of it and need not know the next one, separated by blanks.</param>
    [Theory]
    // a metric compares it with EMPO; its weight is in keys since the first version
    [InlineData(
        "a reward",
        "voting(reward|\")",
        "stages/Empo.Stages/Scoring/GroupScorer.cs stages/Empo.Experiments/Settings/Sections/Score.cs"
    )]
    // a rule between settings; prose
    [InlineData("a loss", "cispo", "stages/Empo.Experiments/Settings/MethodRules.cs stages/Empo.Experiments/Settings/Sections/Update.cs")]
    [InlineData("an advantage", "leave_?one_?out", "")]
    // what a build shows of a round
    [InlineData(
        "a stage",
        "export(stage|selection)|stagetable.export|[\"']export[\"']",
        "tasks/Empo.Tasks/StageEnding.cs tasks/Empo.Tasks/WriteSummary.cs"
    )]
    [InlineData("an architecture", "qwen3", "stages/Empo.Experiments/Settings/Sections/Prompt.cs")] // prose
    [InlineData("a dataset format", "\"\\.csv\"", "")]
    public void A_row_names_every_file_that_knows_an_example(string addition, string example, string users)
    {
        string row = Rows.Select(each => each.Data).Single(each => each.StartsWith($"| {addition} |", StringComparison.Ordinal));
        string[] named = [.. Spans(row.Split(" | ")[1]).Where(IsPath)];

        string[] knowing =
        [
            .. Product()
                .Where(file => Regex.IsMatch(CodeOf(file), example, RegexOptions.IgnoreCase))
                .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')),
        ];

        Assert.NotEmpty(knowing);
        Assert.All(knowing, file =>
            Assert.True(
                users.Split(' ').Contains(file) || named.Any(path => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)),
                file
            )
        );
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_of_a_project_exists(string row)
    {
        string[] cells = row.Trim('|').Split(" | ");
        string[] named = [.. Spans(cells[0])];
        string first = Path.Combine(Repository.Root, named[0]);
        string parent = Path.GetDirectoryName(first)!;

        // The first folder is a path, its neighbours and what a cell says it holds are names.
        Assert.All(named.Skip(1).Select(name => Path.Combine(parent, name)).Append(first), folder =>
            Assert.True(Directory.Exists(folder), folder)
        );
        Assert.All(Spans(cells[1]).Where(IsPath).Select(name => Path.Combine(first, name)), folder =>
            Assert.True(Directory.Exists(folder), folder)
        );
    }

    [Fact]
    public void The_table_answers_what_newcomers_ask() =>
        Assert.Empty(Wanted.Except(Rows.Select(row => row.Data.Trim('|', ' ').Split(" | ")[0])));

    private static IEnumerable<string> Table(string head) => File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
        .SkipWhile(line => line != head).Skip(2).TakeWhile(line => line.StartsWith('|'));

    private static IEnumerable<string> Product() =>
        new[] { "stages", "tasks", "build" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
            .Append(Path.Combine(Repository.Root, "Empo.targets"))
            .Where(file =>
                Path.GetExtension(file) is ".cs" or ".targets" or ".props"
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            );

    private static string CodeOf(string file) =>
        string.Join(
            '\n',
            XmlComment()
                .Replace(File.ReadAllText(file), "")
                .Split('\n')
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
        );

    private static IEnumerable<string> Spans(string cell) => CodeSpan().Matches(cell).Select(match => match.Groups[1].Value);

    // Other code spans are names of settings and members.
    private static bool IsPath(string text) =>
        text.Contains('/', StringComparison.Ordinal) || text.EndsWith(".targets", StringComparison.Ordinal);

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex XmlComment();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
