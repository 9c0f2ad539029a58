using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>A list of texts per row, never null; same levels as <see cref="ListColumn{TRow, TValue}"/>.</summary>
internal sealed class TextListColumn<TRow>(RowProperty<TRow, IReadOnlyList<string>> property)
    : ParquetColumn<TRow>(new ListField(property.Column, new DataField("element", typeof(string), isNullable: false)))
{
    public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows)
    {
        var values = new List<ReadOnlyMemory<char>>();
        var definition = new List<int>();
        var repetition = new List<int>();
        foreach (var row in rows)
        {
            var list = property.Get(row);
            values.AddRange(list.Select(text => text.AsMemory()));
            definition.AddRange(list.Count == 0 ? [1] : Enumerable.Repeat(2, list.Count));
            repetition.Add(0);
            repetition.AddRange(Enumerable.Repeat(1, Math.Max(list.Count - 1, 0)));
        }

        return group.WriteAllPartsAsync<ReadOnlyMemory<char>>(
            Leaf,
            values.ToArray(),
            definition.ToArray(),
            repetition.ToArray(),
            CancellationToken.None
        );
    }

    public override async Task<Action<TRow[]>> ReadAsync(ParquetRowGroupReader group, DataField leaf, int rows)
    {
        using var column = (RawColumnData<ReadOnlyMemory<char>>)await group.ReadRawColumnDataBaseAsync(leaf);
        var lists = new List<List<string>>(rows);
        var next = 0;
        for (var i = 0; i < column.DefinitionLevels.Length; i++)
        {
            if (column.RepetitionLevels[i] == 0)
            {
                lists.Add([]);
            }

            if (column.DefinitionLevels[i] == 2)
            {
                lists[^1].Add(column.Values[next++].ToString());
            }
        }

        return lists.Count == rows
            ? target => property.Assign(target, [.. lists])
            : throw new InvalidDataException($"column {Name} has {lists.Count} lists for {rows} rows");
    }
}
