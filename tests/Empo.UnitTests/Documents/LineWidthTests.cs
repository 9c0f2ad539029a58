namespace Empo.UnitTests.Documents;

/// <summary>
/// Holds every C# file against <c>max_line_length</c> of <c>.editorconfig</c>. Data in raw string literals has no place to break.
/// </summary>
public sealed class LineWidthTests
{
    private static readonly string[] Folders = ["stages", "tasks", "tests", "benchmarks", "build"];

    [Fact]
    public void No_line_is_wider_than_the_editor_is_told()
    {
        var width = MaxLineLength();
        var files = Folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => TooWide(file, width)));
    }

    private static int MaxLineLength()
    {
        const string name = "max_line_length = ";
        var lines = File.ReadLines(Path.Combine(Repository.Root, ".editorconfig"));
        var line = lines.Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line.AsSpan(name.Length), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> TooWide(string file, int width)
    {
        var (number, raw) = (0, false);
        foreach (var line in File.ReadLines(file))
        {
            number++;
            // In a verbatim string, quotes in a row are data.
            var quotes = !raw && line.Contains("@\"", StringComparison.Ordinal) ? 0 : line.Split("\"\"\"").Length - 1;
            if (!raw && quotes == 0 && line.Length > width)
            {
                yield return $"{Path.GetRelativePath(Repository.Root, file)}({number}): {line.Length} columns";
            }

            raw ^= quotes % 2 == 1;
        }
    }
}
