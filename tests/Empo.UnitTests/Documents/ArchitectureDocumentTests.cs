using System.Text.RegularExpressions;

namespace Empo.UnitTests.Documents;

/// <summary>The tables of docs/architecture.md name files and folders of this tree.</summary>
public sealed partial class ArchitectureDocumentTests
{
    private static readonly string[] Wanted = ["a reward", "a loss", "a stage", "an architecture", "a dataset format", "a setting", "an error code"];

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

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_of_a_project_exists(string row)
    {
        string[] cells = row.Trim('|').Split(" | ");
        string[] named = [.. Spans(cells[0])];
        string first = Path.Combine(Repository.Root, named[0]);
        string parent = Path.GetDirectoryName(first)!;

        // The first folder is a path, its neighbours and what a cell says it holds are names.
        Assert.All(named.Skip(1).Select(name => Path.Combine(parent, name)).Append(first), folder => Assert.True(Directory.Exists(folder), folder));
        Assert.All(Spans(cells[1]).Where(IsPath).Select(name => Path.Combine(first, name)), folder => Assert.True(Directory.Exists(folder), folder));
    }

    [Fact]
    public void The_table_answers_what_newcomers_ask() =>
        Assert.Empty(Wanted.Except(Rows.Select(row => row.Data.Trim('|', ' ').Split(" | ")[0])));

    private static IEnumerable<string> Table(string head) => File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
        .SkipWhile(line => line != head).Skip(2).TakeWhile(line => line.StartsWith('|'));

    private static IEnumerable<string> Spans(string cell) => CodeSpan().Matches(cell).Select(match => match.Groups[1].Value);

    // Other code spans are names of settings and members.
    private static bool IsPath(string text) => text.Contains('/', StringComparison.Ordinal) || text.EndsWith(".targets", StringComparison.Ordinal);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
