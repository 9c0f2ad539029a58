using System.Text;
using CsCheck;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Rows;

/// <summary>Whatever stands between valid records, the valid ones are read, and the rest is counted.</summary>
public sealed class OddCsvRowsTests : IDisposable
{
    private static readonly string[] OddRecords =
    [
        "only", "a,b,c", "x \"quoted\",1", "\"a\"b,1", "\"closed\",1,", "q,a", "\0\0\0", "\"open,1", "1,\"open",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Valid_records_are_read_in_their_order_and_odd_ones_are_counted() =>
        Gen.Select(Gen.Int[-3, OddRecords.Length - 1].Array[1, 10], Gen.OneOfConst("\n", "\r\n"))
            .Where(test => !StrayQuotesTouch(test.Item1))
            .Sample(
                (records, end) =>
                {
                    var text = new StringBuilder($"q,a{end}");
                    foreach (var (index, record) in records.Index())
                    {
                        text.Append(
                                record switch
                                {
                                    -3 => $"\"lines, {end}of {index}\",\"{index}\"",
                                    < 0 => $"plain {index},{index}",
                                    _ => OddRecords[record],
                                }
                            )
                            .Append(end);
                    }

                var (rows, odd) = Read(text.ToString());

                    Assert.Equal(
                        records.Index().Where(record => record.Item < 0).Select(record => $"{record.Index}"),
                        rows.Select(row => row.Find("a")!.Text)
                    );
                    Assert.Equal(records.Count(record => record >= 0), odd.LeftOut);
                },
                iter: 2000,
                threads: 1
            );

    [Theory]
    [InlineData("q,a\n1,2\nhalf", "field_count")]
    [InlineData("q,a\n1,2\n\"half", "quote")]
    [InlineData("q,a\n1,2\n3,4\0\0\0", "cut_off")]
    [InlineData("q,a\n1,2\n\0\0\0\n", "zero_bytes")]
    [InlineData("q,a\n1,2\n\0\0\0\n\0\0\0\n\0\0\0\n", "zero_bytes")] // nearly UTF-32
    [InlineData("q,ab\n1,2\n\0\0\0\n\0\0\0\n\0\0\0\n", "zero_bytes")] // nearly UTF-16
    [InlineData("q,a\n1,2\nq,a\n", "repeated_header")]
    [InlineData("q,a\n1,2\n\"a\nb\nc\" d,4\n", "quote")]
    public void The_kind_of_an_odd_record_is_told(string text, string word)
    {
        var (rows, odd) = Read(text);

        Assert.Equal("1", Assert.Single(rows).Find("q")!.Text);
        Assert.Equal(word, odd.Counts.First().Word);
    }

    [Fact]
    public void Rows_keep_their_place_where_others_are_left_out() =>
        Assert.Equal([(2, 1L), (4, 3L)], Read("q,a\n1,2\nodd\n3,4\n").Rows.Select(row => (row.Line, row.Number)));

    [Fact]
    public void Two_columns_of_one_name_matter_only_where_they_are_asked_for()
    {
        File.WriteAllText(_folder.File("x.csv"), "q,,\n1,2,3\n");

        Assert.Equal("1", Assert.Single(RowFile.Read(_folder.File("x.csv"), ["q"])).Find("q")!.Text);
    }

    /// <summary>
    /// Damage within damage hides what it was: behind an open quote stand valid records, up to one with quotes or the end.
    /// </summary>
    private static bool StrayQuotesTouch(int[] records) =>
        records
            .Index()
            .Any(record =>
                record.Item >= OddRecords.Length - 2 && records.Skip(record.Index + 1).TakeWhile(next => next != -3).Any(next => next >= 0)
            );

    private (List<Row> Rows, OddRows Odd) Read(string text)
    {
        var path = _folder.File("x.csv");
        File.WriteAllText(path, text, new UTF8Encoding(false));
        var odd = OddRows.UpTo(1, path, FileWords.Questions);
        return ([.. RowFile.Read(path, odd: odd)], odd);
    }
}
