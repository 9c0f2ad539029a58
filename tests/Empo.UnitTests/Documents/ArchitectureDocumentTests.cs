using System.Text.RegularExpressions;

namespace Empo.UnitTests.Documents;

/// <summary>The table "To add something" of docs/architecture.md names files of this tree.</summary>
public sealed partial class ArchitectureDocumentTests
{
    private static readonly string[] Wanted = ["a reward", "a loss", "a stage", "an architecture", "a dataset format", "a setting", "an error code"];

    public static TheoryData<string> Rows => [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "architecture.md"))
        .SkipWhile(line => line != "| to add | touch | test | document |").Skip(2).TakeWhile(line => line.StartsWith('|'))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_path_of_a_row_exists(string row)
    {
        string[] cells = row.Trim('|').Split(" | ");
        string[][] paths = [.. cells.Skip(1).Select(cell => CodeSpan().Matches(cell).Select(match => match.Groups[1].Value).Where(IsPath).ToArray())];

        Assert.Equal(4, cells.Length);
        Assert.All(paths, Assert.NotEmpty);
        Assert.All(paths.SelectMany(each => each), path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public void The_table_answers_what_newcomers_ask() =>
        Assert.Empty(Wanted.Except(Rows.Select(row => row.Data.Trim('|', ' ').Split(" | ")[0])));

    // Other code spans are names of settings and members.
    private static bool IsPath(string text) => text.Contains('/', StringComparison.Ordinal) || text.EndsWith(".targets", StringComparison.Ordinal);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
