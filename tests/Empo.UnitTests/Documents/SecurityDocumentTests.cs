using System.Text.RegularExpressions;

namespace Empo.UnitTests.Documents;

/// <summary>docs/security.md promises a test for each threat.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly Dictionary<string, string> Tests = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
        .ToLookup(file => Path.GetFileNameWithoutExtension(file)!, File.ReadAllText)
        .ToDictionary(files => files.Key, string.Concat, StringComparer.Ordinal);

    public static TheoryData<string> Threats =>
        [
            .. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "security.md"))
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Skip(1),
        ];

    [Theory]
    [MemberData(nameof(Threats))]
    public void Every_threat_names_classes_or_methods_of_tests_that_exist(string row)
    {
        var named = TestName().Matches(row.Split(" | ")[^1]);

        Assert.NotEmpty(named);
        Assert.All(named, name =>
        {
            Assert.True(Tests.TryGetValue(name.Groups[1].Value, out var source), name.Value);
            Assert.Matches(
                name.Groups[2].Length == 0 ? "\\[(Fact|Theory)\\]" : $@"public (async )?(void|Task) {name.Groups[2].Value}\(",
                source!
            );
        });
    }

    [GeneratedRegex("`(\\w+)(?:\\.(\\w+))?`")]
    private static partial Regex TestName();
}
