using System.Text;
using CsCheck;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Rows;

/// <summary>Whatever stands between valid rows, the valid rows are read, and the rest is counted.</summary>
public sealed class OddJsonRowsTests : IDisposable
{
    private static readonly string[] Columns = ["q"];

    /// <summary>Lines that are one odd row each.</summary>
    private static readonly byte[][] OddLines =
    [
        .. new[]
        {
            "\"a text\"", "[1]", "7", "NaN", "{\"q\": \"half", "{\"q\":", "{\"q\": \"é\", \"r\": [1, 2", "nonsense", "{\"q\": 'x'}",
            "{q: 1}", "{\"q\": \"half{\"q\": \"x\"}", "{\"q\": \"\\ud800\"}", "\0\0\0\0", "{\"q\": \"x\"}}",
        }.Select(Encoding.UTF8.GetBytes),
        [.. "{\"q\": \"caf"u8, 0xE9, .. "\"}"u8],
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Valid_rows_are_read_in_their_order_and_odd_ones_are_counted() =>
        Gen.Select(Gen.Int[-1, OddLines.Length - 1].Array[1, 12], Gen.OneOfConst("\n", "\r\n", "\n\n", "\n \n"), Gen.Bool).Sample(
            (lines, end, endsOpen) =>
            {
                // A row of letters of several bytes lets the file be UTF-8 whatever else is in it.
                using var bytes = new MemoryStream();
                bytes.Write(Encoding.UTF8.GetBytes("{\"q\": \"первый вопрос, ещё один\"}\n"));
                foreach (var (index, line) in lines.Index())
                {
                    bytes.Write(line < 0 ? Encoding.UTF8.GetBytes($"{{\"q\": \"q{index} é\", \"x\": NaN}}") : OddLines[line]);
                    bytes.Write(Encoding.UTF8.GetBytes(endsOpen && index == lines.Length - 1 ? "" : end));
                }

                var (rows, odd) = Read("x.jsonl", bytes.ToArray());

                    Assert.Equal(
                        lines.Index().Where(line => line.Item < 0).Select(line => ($"q{line.Index} é", (long)line.Index + 2)),
                        rows.Skip(1).Select(row => (row.Find("q")!.Text!, row.Number))
                    );
                    Assert.Equal(lines.Count(line => line >= 0), odd.LeftOut);
                },
                iter: 2000,
                threads: 1
            );

    [Theory]
    [InlineData("{\"q\": \"half", "cut_off")]
    [InlineData("{\"q\": \"half\0\0\0", "cut_off")]
    [InlineData("\0\0\0", "zero_bytes")]
    [InlineData("[1, 2]", "not_an_object")]
    [InlineData("{\"q\": x}", "malformed")]
    [InlineData("{\"q\": \"\\udc00\"}", "undecodable")]
    public void The_kind_of_an_odd_line_is_told(string line, string word)
    {
        var (rows, odd) = Read("x.jsonl", Encoding.UTF8.GetBytes("{\"q\": 1}\n" + line));

        Assert.Single(rows);
        Assert.Equal([(word, 1)], odd.Counts);
    }

    [Fact]
    public void A_program_that_is_stopped_within_a_character_cuts_its_last_row_off()
    {
        var bytes = Encoding.UTF8.GetBytes("{\"q\": 1}\n{\"q\": \"é");

        var (rows, odd) = Read("x.jsonl", bytes[..^1]);

        Assert.Single(rows);
        Assert.Equal([("cut_off", 1)], odd.Counts);
    }

    [Fact]
    public void Numbers_that_only_Python_writes_are_read()
    {
        var (rows, odd) = Read(
            "x.jsonl",
            Encoding.UTF8.GetBytes("{\"q\": NaN, \"a\": [1, -Infinity, Infinity], \"t\": \"NaN\"}"),
            "q",
            "a",
            "t"
        );

        var row = Assert.Single(rows);
        Assert.True(row.Find("q")!.IsNotANumber);
        Assert.Equal([1, double.NegativeInfinity, double.PositiveInfinity], row.Find("a")!.Numbers()!);
        Assert.Equal("NaN", row.Find("t")!.Text);
        Assert.Equal(0, odd.LeftOut);
    }

    [Fact]
    public void What_is_odd_in_a_column_that_nobody_asks_for_is_no_matter() =>
        Assert.Single(Read("x.jsonl", Encoding.UTF8.GetBytes("{\"q\": 1, \"other\": \"\\ud800\", \"score\": NaN}")).Rows);

    [Fact]
    public void Objects_without_a_line_between_them_are_rows_of_their_own() =>
        Assert.Equal(
            ["1", "2", "3"],
            Read("x.jsonl", Encoding.UTF8.GetBytes("{\"q\": 1}{\"q\": 2}\n{\"q\": 3}")).Rows.Select(row => row.Find("q")!.Scalar)
        );

    [Fact]
    public void The_last_of_two_values_of_one_name_counts_and_is_remarked()
    {
        var (rows, odd) = Read("x.jsonl", Encoding.UTF8.GetBytes("{\"q\": 1, \"q\": 2}"));
        var log = new Stages.CollectedLog();

        odd.Report(log);

        Assert.Equal("2", Assert.Single(rows).Find("q")!.Scalar);
        Assert.Contains("a name that occurs twice", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_were_joined_with_their_marks_are_read() =>
        Assert.Equal(
            ["1", "2"],
            Read("x.jsonl", Encoding.UTF8.GetBytes("\uFEFF{\"q\": 1}\n\uFEFF{\"q\": 2}\n")).Rows.Select(row => row.Find("q")!.Scalar)
        );

    [Fact]
    public void A_line_that_is_too_long_is_left_out_and_not_held()
    {
        var path = _folder.File("long.jsonl");
        using (var file = File.Create(path))
        {
            file.Write("{\"q\": 1}\n"u8);
            file.SetLength(1L << 27);
            file.Position = file.Length;
            file.Write("\n{\"q\": 2}\n"u8);
        }

        var odd = OddRows.UpTo(1, path, FileWords.Questions);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(["1", "2"], RowFile.Read(path, Columns, odd).Select(row => row.Find("q")!.Scalar));
        Assert.Equal([("too_long_row", 1)], odd.Counts);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500L << 20);
    }

    [Fact]
    public void A_file_of_which_nothing_can_be_read_is_an_error_at_its_first_row()
    {
        var odd = Read("x.jsonl", "\n[1]\n7\n"u8.ToArray()).Odd;

        var failure = Assert.Throws<UserError>(odd.Judge);

        Assert.Equal(("EMPO2012", 2), (failure.Code, failure.Line));
    }

    [Theory]
    [InlineData(0.5, null)]
    [InlineData(0.4, "EMPO2060")]
    [InlineData(0.0, "EMPO2060")]
    public void More_odd_rows_than_the_stated_share_are_an_error(double most, string? code)
    {
        File.WriteAllText(_folder.File("x.jsonl"), "{\"q\": 1}\n[1]\n{\"q\": 2}\n{\"q\"");
        var odd = OddRows.UpTo(most, _folder.File("x.jsonl"), FileWords.Questions);
        odd.Accept(RowFile.Read(_folder.File("x.jsonl"), Columns, odd).Count());

        var failure = Record.Exception(odd.Judge) as UserError;

        Assert.Equal(code, failure?.Code);
        Assert.True(code is null || failure!.Message.Contains("questions.unreadable", StringComparison.Ordinal));
    }

    private (List<Row> Rows, OddRows Odd) Read(string name, byte[] bytes, params string[] columns)
    {
        var path = _folder.File(name);
        File.WriteAllBytes(path, bytes);
        var odd = OddRows.UpTo(1, path, FileWords.Questions);
        return ([.. RowFile.Read(path, columns.Length == 0 ? Columns : columns, odd)], odd);
    }
}
