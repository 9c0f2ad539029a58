using System.Text.RegularExpressions;

namespace Empo.UnitTests.Documents;

/// <summary>docs/security.md promises a test for each threat.</summary>
public sealed partial class SecurityDocumentTests
{
    [Fact]
    public void Every_test_that_the_threat_table_names_exists()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        string[] named = [.. TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md"))).Select(match => match.Groups[1].Value).Distinct()];

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, files));
    }

    [GeneratedRegex("`(\\w+Tests)[.`]")]
    private static partial Regex TestName();
}
