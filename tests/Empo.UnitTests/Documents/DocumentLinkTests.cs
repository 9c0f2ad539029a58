using System.Text.RegularExpressions;

namespace Empo.UnitTests.Documents;

/// <summary>Relative links of all Markdown files lead to files, and their anchors to headings.</summary>
public sealed partial class DocumentLinkTests
{
    private static readonly string[] Folders = ["docs", "benchmarks", "datasets", ".github"];

    public static TheoryData<string> Documents =>
        [
            .. Directory
                .EnumerateFiles(Repository.Root, "*.md")
                .Concat(
                    Folders.SelectMany(folder =>
                        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)
                    )
                )
                .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_leads_somewhere(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, document))!;

        foreach (string target in Targets(document))
        {
            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? Path.Combine(Repository.Root, document) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            Assert.True(Path.Exists(file), $"{document} links to {target}, which does not exist.");
            Assert.True(
                parts.Length == 1 || Anchors(file).Contains(parts[1]),
                $"{document} links to {target}, but {parts[0]} has no such heading."
            );
        }
    }

    [Fact]
    public void The_index_of_the_documents_names_every_page()
    {
        string[] linked = [.. Targets("docs/README.md").Select(target => "docs/" + target)];

        Assert.Empty(
            Documents
                .Select(row => row.Data)
                .Where(page => page.StartsWith("docs/", StringComparison.Ordinal))
                .Except(linked.Append("docs/README.md"))
        );
    }

    private static IEnumerable<string> Targets(string document) => Link().Matches(Prose(Path.Combine(Repository.Root, document)))
        .Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

    // A heading's anchor: lower case, blanks to hyphens, other signs left out.
    private static HashSet<string> Anchors(string file) => [.. Heading().Matches(Prose(file))
        .Select(match => Regex.Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'))];

    // Code blocks and code spans hold no links.
    private static string Prose(string file) =>
        CodeSpan().Replace(CodeBlock().Replace(File.ReadAllText(file).ReplaceLineEndings("\n"), ""), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodeSpan();
}
