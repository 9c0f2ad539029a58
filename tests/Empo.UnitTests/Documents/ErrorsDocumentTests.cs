using System.Text.RegularExpressions;

namespace Empo.UnitTests.Documents;

public sealed partial class ErrorsDocumentTests
{
    [Fact]
    public void Docs_errors_md_lists_exactly_the_codes_that_the_code_uses()
    {
        var root = Repository.Root;
        var sources = new[] { "stages", "tasks", "build", "packages" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.*", SearchOption.AllDirectories))
            .Concat([Path.Combine(root, "Empo.targets"), Path.Combine(root, "Directory.Build.targets")])
            .Where(file =>
                Path.GetExtension(file) is ".cs" or ".targets" or ".props"
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            );
        var used = sources.SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Value).ToHashSet();

        var listed = Row()
            .Matches(File.ReadAllText(Path.Combine(root, "docs", "errors.md")))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.Equal(used.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Equal(listed.Order(StringComparer.Ordinal), listed);
    }

    [GeneratedRegex(@"EMPO\d{4}")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (EMPO\d{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
