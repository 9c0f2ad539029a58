using Empo.UnitTests.Verbs;

namespace Empo.UnitTests.Answers;

public sealed class VerdictFileTests : IDisposable
{
    private const string Row = """{"id": "a", "gold": "1", "pred": "1"}""";

    private readonly TemporaryFolder _folder = new();

    public VerdictFileTests() => File.WriteAllText(Pairs, Row + "\n");

    private string Pairs => InFolder("pairs.jsonl");

    [Fact]
    public void A_missing_folder_is_made()
    {
        Judge(InFolder("of/today/verdicts.jsonl"));

        Assert.Contains("\"equal\":true", File.ReadAllText(InFolder("of/today/verdicts.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_without_a_folder_is_in_the_folder_of_the_call()
    {
        UserError failure = Assert.Throws<UserError>(() => Judge(Path.GetRelativePath(Environment.CurrentDirectory, Pairs)));

        Assert.Equal("EMPO2044", failure.Code);
    }

    [Theory]
    [InlineData("pairs.jsonl")]
    [InlineData("../{folder}/pairs.jsonl")]
    [InlineData("link.jsonl")]
    [InlineData("linked/pairs.jsonl")]
    public void The_pairs_are_never_overwritten(string name)
    {
        File.CreateSymbolicLink(InFolder("link.jsonl"), "pairs.jsonl");
        Directory.CreateSymbolicLink(InFolder("linked"), _folder.Path);

        UserError failure = Assert.Throws<UserError>(() =>
            Judge(InFolder(name.Replace("{folder}", Path.GetFileName(_folder.Path), StringComparison.Ordinal)))
        );

        Assert.Equal("EMPO2044", failure.Code);
        Assert.Equal(Row + "\n", File.ReadAllText(Pairs));
    }

    [Fact]
    public void Links_in_a_circle_end()
    {
        File.CreateSymbolicLink(InFolder("a"), "b");
        File.CreateSymbolicLink(InFolder("b"), "a");

        UserError failure = Assert.Throws<UserError>(() => Judge(InFolder("a/verdicts.jsonl")));

        Assert.Equal("EMPO2045", failure.Code);
    }

    [Fact]
    public void A_folder_of_that_name_is_refused() =>
        Assert.Equal("EMPO2045", Assert.Throws<UserError>(() => Judge(_folder.Path)).Code);

    [Fact]
    public void A_file_in_place_of_the_folder_is_refused() =>
        Assert.Equal("EMPO2045", Assert.Throws<UserError>(() => Judge(InFolder("pairs.jsonl/verdicts.jsonl"))).Code);

    [Fact]
    public void A_device_without_room_is_refused_and_stays_a_device()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full.");

        Assert.Equal("EMPO2045", Assert.Throws<UserError>(() => Judge("/dev/full")).Code);
        Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "x"));
    }

    [Fact]
    public void A_failure_leaves_the_verdicts_that_were_there_and_nothing_beside_them()
    {
        string verdicts = InFolder("verdicts.jsonl");
        File.WriteAllText(verdicts, "old");
        File.AppendAllText(Pairs, "no pair\n");

        Assert.Throws<UserError>(() => Judge(verdicts));

        Assert.Equal("old", File.ReadAllText(verdicts));
        Assert.Equal(["pairs.jsonl", "verdicts.jsonl"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_link_stays_a_link_to_the_new_verdicts()
    {
        File.WriteAllText(InFolder("first.jsonl"), "old");
        File.CreateSymbolicLink(InFolder("latest.jsonl"), "first.jsonl");

        Judge(InFolder("latest.jsonl"));

        Assert.Equal("first.jsonl", new FileInfo(InFolder("latest.jsonl")).LinkTarget);
        Assert.Contains("\"equal\":true", File.ReadAllText(InFolder("first.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_judged_is_counted()
    {

        string output = StageProgram.Invoke("answers", "--pairs", Pairs, "--out", InFolder("verdicts.jsonl"));

        Assert.StartsWith("1 pairs, 1 equal: ", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Judge(string path) => StageProgram.Invoke("answers", "--out", path, "--pairs", Pairs);

    private string InFolder(string name) => Path.Combine(_folder.Path, name);
}
