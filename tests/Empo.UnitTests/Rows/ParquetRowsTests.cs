using Empo.Stages.Artifacts;
using Empo.Stages.Rows;
using Parquet;
using Parquet.Schema;

namespace Empo.UnitTests.Rows;

public sealed class ParquetRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_artifact_of_our_own_is_read_with_lists_and_missing_lists()
    {
        var path = WriteRollouts();

        var rows = RowFile.Read(path).ToList();

        Assert.Equal(20, rows.Count);
        Assert.Equal(("q1", 4L, 5L), (rows[4].Find("question_id")!.Text, rows[4].Find("sample_index")!.Integer, rows[4].Number));
        Assert.Equal([4, 5, 4], rows[4].Find("token_ids")!.Integers()!);
        Assert.Equal([-1.5, -2], rows[0].Find("log_probs")!.Numbers()!);
        Assert.Equal([], rows[0].Find("prompt_token_ids")!.Items!);
        Assert.True(rows[0].Find("kept_log_mass")!.IsNull);
    }

    [Fact]
    public void Only_the_columns_asked_for_are_read()
    {
        var row = RowFile.Read(WriteRollouts(), ["token_ids.0", "text"]).First();

        Assert.Equal(["text", "token_ids"], row.Value.Fields!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(4, row.Find("token_ids.0")!.Integer);
    }

    [Fact]
    public async Task Structures_lists_of_structures_and_lists_of_lists_are_assembled()
    {
        // Rows: [{a: "x", n: [[1, 2], []]}, null-list] ; null ; []
        var path = _folder.File("nested.parquet");
        var text = new DataField<string>("a");
        var number = new DataField<int>("element");
        var schema = new ParquetSchema(
            new ListField("turns", new StructField("element", text, new ListField("n", new ListField("element", number))))
        );
        await using (var file = File.Create(path))
        {
            await using var writer = await ParquetWriter.CreateAsync(schema, file, new ParquetOptions());
            using var group = writer.CreateRowGroup();
            var leaves = schema.GetDataFields();
            var (most, outer) = (leaves[1].MaxDefinitionLevel, leaves[0].MaxDefinitionLevel);
            await group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
                leaves[0],
                new[] { "x".AsMemory() },
                new[] { outer, outer - 1, 0, 1 },
                new[] { 0, 1, 0, 0 },
                default
            );
            // Row 1: turn 1 has [[1, 2], []], turn 2 has no list; row 2 nothing, row 3 an empty list.
            await group.WriteAllPartsAsync<int>(
                leaves[1],
                new[] { 1, 2 },
                new[] { most, most, most - 1, 3, 0, 1 },
                new[] { 0, 3, 2, 1, 0, 0 },
                default
            );
            group.CompleteValidate();
        }

        var rows = RowFile.Read(path).ToList();

        Assert.Equal(3, rows.Count);
        Assert.Equal("x", rows[0].Find("turns.0.a")!.Text);
        Assert.Equal([1, 2], rows[0].Find("turns.0.n.0")!.Integers()!);
        Assert.Empty(rows[0].Find("turns.0.n.1")!.Items!);
        Assert.True(rows[0].Find("turns.1.a")!.IsNull);
        Assert.True(rows[0].Find("turns.1.n")!.IsNull);
        Assert.True(rows[1].Find("turns")!.IsNull);
        Assert.Empty(rows[2].Find("turns")!.Items!);
    }

    [Fact]
    public void A_row_as_verl_writes_it_is_assembled()
    {
        var row = RowFile.Read(TestData.File("math500.parquet")).First();

        Assert.Equal("user", row.Find("prompt.0.role")!.Text);
        Assert.StartsWith("Convert the point", row.Find("prompt.0.content")!.Text, StringComparison.Ordinal);
        Assert.Equal(@"\left( 3, \frac{\pi}{2} \right)", row.Find("reward_model.ground_truth.0")!.Text);
        Assert.Equal(0, row.Find("extra_info.index")!.Integer);
    }

    [Fact]
    public void Parquet_rows_equal_the_same_rows_as_JSON_lines()
    {
        string[] paths =
        [
            "data_source", "prompt.0.content", "prompt.0.role", "ability", "reward_model.ground_truth.0", "reward_model.style",
            "extra_info.index", "extra_info.split",
        ];
        List<string?[]> Values(string name) =>
            [.. RowFile.Read(TestData.File(name)).Select(row => paths.Select(path => row.Find(path)?.Scalar).ToArray())];

        Assert.Equal(Values("math500.jsonl"), Values("math500.parquet"));
    }

    [Fact]
    public void A_truncated_file_is_a_coded_error()
    {
        var path = WriteRollouts();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^100]);

        var failure = Assert.Throws<UserError>(() => RowFile.Read(path).ToList());

        Assert.Equal(("EMPO2031", path), (failure.Code, failure.File));
    }

    private string WriteRollouts()
    {
        var path = _folder.File("rollouts.parquet");
        ArtifactTable.Write(
            path,
            RolloutRow.Schema,
            [
                .. Enumerable
                    .Range(0, 20)
                    .Select(i => new RolloutRow
                    {
                        QuestionId = $"q{i % 3}",
                        SampleIndex = i,
                        PromptTokenIds = [],
                        TokenIds = [4, 5, i],
                        LogProbs = [-1.5f, -2],
                        TokenEntropies = [1, 2],
                        SelfCertainties = [0, 0],
                        Text = $"text {i}",
                        FinishReason = "stop",
                    }),
            ]
        );
        return path;
    }
}
