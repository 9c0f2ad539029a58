using System.Text;
using CsCheck;
using Empo.Stages.Rows;

namespace Empo.UnitTests.Rows;

public sealed class JsonLinesRowsTests : IDisposable
{
    private const string Whole =
        """{"prompt":[{"role":"user","content":"1+1?"}],"reward_model":{"ground_truth":["2",2,0.50]},"ids":[1,-2],"x":null,"y":true}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Values_keep_their_kind_and_numbers_their_spelling()
    {
        var row = Assert.Single(Read(Encoding.UTF8.GetBytes(Whole)));

        Assert.Equal(
            ("1+1?", "2", "0.50", true),
            (
                row.Find("prompt.0.content")!.Text,
                row.Find("reward_model.ground_truth.1")!.Scalar,
                row.Find("reward_model.ground_truth.2")!.Scalar,
                row.Find("x")!.IsNull
            )
        );
        Assert.Equal([1, -2], row.Find("ids")!.Integers()!);
        Assert.Equal([1.0, -2.0], row.Find("ids")!.Numbers()!);
        Assert.Null(row.Find("prompt.1"));
        Assert.Null(row.Find("y.z"));
    }

    [Fact]
    public void A_damaged_line_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, Whole.Length - 1].Select(Gen.Byte).Array[0, 4], Gen.Int[0, Whole.Length]).Sample(
            (flips, length) =>
            {
                var bytes = Encoding.UTF8.GetBytes(Whole);
                Array.ForEach(flips, flip => bytes[flip.Item1] = flip.Item2);

                Assert.True(Record.Exception(() => Read(bytes[..length])) is null or UserError { Code: "EMPO2012" or "EMPO2061" });
            },
            iter: 1000,
            threads: 1);

    [Fact]
    public void Nesting_without_end_is_refused() =>
        Assert.Equal(
            "EMPO2012",
            Assert.Throws<UserError>(() => Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))))).Code
        );

    private List<Row> Read(byte[] bytes)
    {
        File.WriteAllBytes(_folder.File("x.jsonl"), bytes);
        return [.. RowFile.Read(_folder.File("x.jsonl"))];
    }
}
