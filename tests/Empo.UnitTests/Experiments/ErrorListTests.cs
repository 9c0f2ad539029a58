using System.Text.RegularExpressions;

namespace Empo.UnitTests.Experiments;

/// <summary>docs/errors.md lists exactly the codes that the program can say.</summary>
public sealed partial class ErrorListTests
{
    [Fact]
    public void The_list_of_errors_is_complete_and_in_order()
    {
        var listed = File.ReadLines(Path.Combine(Repository.Root, "docs", "errors.md"))
            .Where(line => line.StartsWith("| EMPO", StringComparison.Ordinal))
            .Select(line => Code().Match(line).Value)
            .ToList();
        var said = Sources()
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .Distinct()
            .Order(StringComparer.Ordinal);

        Assert.Equal(said, listed);
    }

    private static IEnumerable<string> Sources() =>
        new[] { "stages", "tasks", "build", "packages" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(file =>
                Path.GetExtension(file) is ".cs" or ".targets" or ".props"
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.targets"))
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.props"));

    [GeneratedRegex(@"EMPO\d{4}")]
    private static partial Regex Code();
}
