using System.Text;
using System.Text.Json;
using CsCheck;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Rows;

/// <summary>JSON files that are no lines: lists, objects over several lines, and objects that hold all rows.</summary>
public sealed class JsonDocumentRowsTests : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""[{"q": "1", "a": 2}, {"q": "3", "a": 4}]""")]
    [InlineData("""[{"q": "1", "a": 2},{"q": "3", "a": 4}""")]
    [InlineData("[\n{\"q\": \"1\", \"a\": 2},\n{\"q\": \"3\", \"a\": 4}\n]\n")]
    [InlineData("\uFEFF[\r\n  {\r\n    \"q\": \"1\",\r\n    \"a\": 2\r\n  },\r\n  {\r\n    \"q\": \"3\",\r\n    \"a\": 4\r\n  }\r\n]\r\n")]
    [InlineData("{\n  \"q\": \"1\",\n  \"a\": 2\n}\n{\n  \"q\": \"3\",\n  \"a\": 4\n}")]
    [InlineData("""{"q": "1", "a": 2} {"q": "3", "a": 4}""")]
    [InlineData("""{"q": ["1", "3"], "a": [2, 4], "other": [1]}""")]
    [InlineData("""{"q": {"0": "1", "1": "3"}, "a": {"0": 2, "1": 4}}""")]
    [InlineData("""{"0": {"q": "1", "a": 2}, "1": {"q": "3", "a": 4}}""")]
    [InlineData("""{"version": 1, "data": [{"q": "1", "a": 2}, {"q": "3", "a": 4}]}""")]
    [InlineData("{\n \"data\": [\n  {\"q\": \"1\", \"a\": 2},\n  {\"q\": \"3\", \"a\": 4}\n ]\n}")]
    [InlineData("""{"columns": ["q", "b", "a"], "index": [0, 1], "data": [["1", null, 2], ["3", null, 4]]}""")]
    public void All_forms_give_the_same_rows(string text)
    {
        foreach (var name in new[] { "x.json", "x.jsonl" })
        {
            var (rows, odd) = Read(name, text);

            Assert.Equal(
                [("1", 2L, 1L), ("3", 4L, 2L)],
                rows.Select(row => (row.Find("q")!.Text!, row.Find("a")!.Integer!.Value, row.Number))
            );
            Assert.Equal(0, odd.LeftOut);
        }
    }

    [Theory]
    [InlineData("""{"q": [{"role": "user", "content": "1"}], "a": [{"role": "assistant", "content": "2"}]}""")]
    [InlineData("""{"q": "1", "a": ["2", "3"]}""")]
    [InlineData("""{"q": {"text": "1"}, "a": {"text": "2"}}""")]
    public void One_row_is_no_table(string text)
    {
        var row = Assert.Single(Read("x.json", text).Rows);

        Assert.NotNull(row.Find("q.text") ?? row.Find("q.0.content") ?? row.Find("q"));
        Assert.Equal(1, row.Number);
    }

    [Theory]
    [InlineData("[\n  {\"q\": 1},\n  {\"q\": 2\n  {\"q\": 3},\n  {\"q\": 4}\n]", "1 3 4", 1)]
    [InlineData("[\n  {\n    \"q\": 1\n  },\n  {\n    \"q\": \"open\n  },\n  {\n    \"q\": 3\n  }\n]", "1 3", 1)]
    [InlineData("[{\"q\": 1}, {\"q\": ]}, {\"q\": 3}]", "1 3", 1)]
    [InlineData("[{\"q\": 1}, [2], {\"q\": 3}, null, \"x\"]", "1 3", 3)]
    [InlineData("[{\"q\": 1}, {\"q\": 2}, {\"q\": ", "1 2", 1)]
    [InlineData("{\n \"q\": 1\n}\n{\n \"q\": 2\n\n{\n \"q\": 3\n}\n", "1 3", 1)]
    public void A_broken_entry_spoils_no_other(string text, string expected, int leftOut)
    {
        var (rows, odd) = Read("x.json", text);

        Assert.Equal(expected, string.Join(' ', rows.Select(row => row.Find("q")!.Scalar)));
        Assert.Equal(leftOut, odd.LeftOut);
    }

    [Fact]
    public void Damage_that_hides_many_entries_counts_as_many()
    {
        var text = $"[{string.Join(", ", Enumerable.Range(0, 100).Select(i => i == 10 ? "{\"q\": [10}" : $"{{\"q\": {i}}}"))}]";

        var (rows, odd) = Read("x.json", text);

        Assert.Equal(10, rows.Count);
        Assert.InRange(odd.LeftOut, 80, 140);
    }

    [Fact]
    public void Rows_have_the_line_where_they_begin() =>
        Assert.Equal([2, 5], Read("x.json", "[\n {\n  \"q\": 1\n },\n {\"q\": 2}]").Rows.Select(row => row.Line));

    [Fact]
    public void A_list_is_read_as_it_was_written_however_it_is_laid_out() =>
        Gen.Select(
                Gen.Dictionary(
                    Gen.OneOfConst("q", "a", "other"),
                    Gen.String[Gen.OneOf(Gen.Char["{}[],\":\\\n é"], Gen.Char[' ', '\uD7FF']), 0, 12]
                )[1, 3].Array[1, 6],
                Gen.Bool
            )
            .Sample(
                (rows, indented) =>
                {
                    var (read, odd) = Read("x.json", JsonSerializer.Serialize(rows, indented ? Indented : JsonSerializerOptions.Default));

                Assert.Equal(rows.Select(row => row.GetValueOrDefault("q")), read.Select(row => row.Find("q")?.Text));
                Assert.Equal(0, odd.LeftOut);
            },
            iter: 500,
            threads: 1);

    [Fact]
    public void A_list_on_one_line_may_be_longer_than_any_row()
    {
        var row = $"{{\"q\": \"{new string('é', 100_000)}\"}}";

        Assert.Equal(
            200,
            Read("x.json", $"[{string.Join(',', Enumerable.Repeat(row, 200))}]").Rows.Count(read => read.Find("q")!.Text!.Length == 100_000)
        );
    }

    private (List<Row> Rows, OddRows Odd) Read(string name, string text)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        var odd = OddRows.UpTo(1, path, FileWords.Questions);
        return ([.. RowFile.Read(path, ["q", "a"], odd)], odd);
    }
}
