using CsCheck;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Rows;

public sealed class TextLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_those_that_the_runtime_reads() =>
        Gen.OneOfConst("a", "", "zwölf", new string('x', 70_000)).Array[0, 5].Sample(
            lines =>
            {
                var path = _folder.File("lines.jsonl");
                foreach (var end in new[] { "\n", "\r\n" })
                {
                    File.WriteAllText(path, string.Join(end, lines));

                    Assert.Equal(File.ReadLines(path), TextLines.Read(path, FileWords.Questions).Select(line => line.Text));
                }
            },
            iter: 50,
            threads: 1);

    [Theory]
    [InlineData("rows.jsonl")]
    [InlineData("rows.csv")]
    public void A_gigabyte_without_a_line_end_is_refused_without_being_read_into_memory(string name)
    {
        var path = _folder.File(name);
        using (var file = File.Create(path))
        {
            file.Write(name.EndsWith("csv", StringComparison.Ordinal) ? "question\nfirst\n"u8 : ""u8);
            file.SetLength(1L << 30);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<UserError>(() => RowFile.Read(path).Count());

        Assert.Equal("EMPO2070", failure.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500L << 20);
    }
}
