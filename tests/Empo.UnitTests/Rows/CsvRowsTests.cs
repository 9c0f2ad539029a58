using System.Text;
using CsCheck;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Rows;

public sealed class CsvRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("q,a\n1,2\n", "1|2")]
    [InlineData("q,a\r\n1,2", "1|2")]
    [InlineData("\uFEFFq,a\n1,2\n", "1|2")]
    [InlineData("q,a\n\"x, \"\"y\"\"\nz\",\n", "x, \"y\"\nz|")]
    [InlineData("q,a\n\n1,2\n\r\n", "1|2")]
    [InlineData("q,a\n \"1,2\n", null)]
    [InlineData("q,a\n\"1\"x,2\n", null)]
    [InlineData("q,a\n\"1,2\n", null)]
    [InlineData("q,a\n1\n", null)]
    [InlineData("q,a\n1,2,3\n", null)]
    [InlineData("q,q\n1,2\n", null)]
    [InlineData("", "")]
    public void Text_is_cut_as_RFC_4180_says(string text, string? fields)
    {
        var path = Write(text);

        if (fields is null)
        {
            Assert.Equal("EMPO2030", Assert.Throws<UserError>(() => RowFile.Read(path).Count()).Code);
            return;
        }

        Assert.Equal(fields, string.Join(';', RowFile.Read(path).Select(row => $"{row.Find("q")!.Text}|{row.Find("a")!.Text}")));
    }

    [Fact]
    public void A_mistake_after_quoted_line_ends_is_reported_at_its_line()
    {
        var failure = Assert.Throws<UserError>(() => RowFile.Read(Write("q,a\n\"1\n\n2\",x\nonly\n")).Count());

        Assert.Equal(5, failure.Line);
    }

    [Fact]
    public void What_is_written_with_quotes_is_read_back() =>
        Gen.String[Gen.OneOf(Gen.Char["\",\r\n a"], Gen.Char[' ', '\u0100']), 0, 8]
            .Array[2]
            .Where(row => row[0].Length > 0 && row is not ["q", "a"])
            .Array[1, 5]
            .Sample( // the first line again is left out by design
                rows =>
                {
                    var text = new StringBuilder("q,a\r\n");
                    foreach (var row in rows)
                    {
                        text.Append(string.Join(',', row.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")))
                            .Append("\r\n");
                    }

                var read = RowFile.Read(Write(text.ToString())).Select(row => new[] { row.Find("q")!.Text, row.Find("a")!.Text });
                Assert.Equal(rows, read);
            },
            iter: 200,
            threads: 1);

    [Fact]
    public void Any_bytes_are_read_or_refused() =>
        Gen.Byte.Array[0, 200].Sample(
            bytes =>
            {
                var path = _folder.File("any.csv");
                File.WriteAllBytes(path, bytes);
                Assert.True(Record.Exception(() => RowFile.Read(path).Count()) is null or UserError);
            },
            iter: 300,
            threads: 1);

    private string Write(string text)
    {
        var path = _folder.File("rows.csv");
        File.WriteAllText(path, text);
        return path;
    }
}
