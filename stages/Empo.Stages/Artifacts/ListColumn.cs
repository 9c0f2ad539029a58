using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>
/// A list of numbers per row, in Parquet's three-level form, so that a missing list (null) and an empty one differ.
/// Definition level 0 is a missing list, 1 an empty one, 2 a value; repetition level 1 continues the row's list.
/// </summary>
internal sealed class ListColumn<TRow, TValue>(RowProperty<TRow, TValue[]?> property, bool nullable)
    : ParquetColumn<TRow>(new ListField(property.Column, new DataField("element", typeof(TValue), isNullable: false)))
    where TValue : struct
{
    private const int Missing = 0;
    private const int Empty = 1;
    private const int Present = 2;

    /// <summary>Whether a row may have no list at all.</summary>
    public bool IsNullable => nullable;

    public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows)
    {
        var values = new List<TValue>();
        var definition = new List<int>();
        var repetition = new List<int>();
        for (var i = 0; i < rows.Count; i++)
        {
            var list = property.Get(rows[i]) ?? (nullable ? null : throw new InvalidOperationException($"Column {Name} admits no null."));
            if (list is null || list.Length == 0)
            {
                definition.Add(list is null ? Missing : Empty);
                repetition.Add(0);
                continue;
            }

            values.AddRange(list);
            definition.AddRange(Enumerable.Repeat(Present, list.Length));
            repetition.Add(0);
            repetition.AddRange(Enumerable.Repeat(1, list.Length - 1));
        }

        return group.WriteAllPartsAsync<TValue>(Leaf, values.ToArray(), definition.ToArray(), repetition.ToArray(), CancellationToken.None);
    }

    public override async Task<Action<TRow[]>> ReadAsync(ParquetRowGroupReader group, DataField leaf, int rows)
    {
        using var column = (RawColumnData<TValue>)await group.ReadRawColumnDataBaseAsync(leaf);
        var lists = Split(column, rows);
        return nullable || Array.IndexOf(lists, null) < 0
            ? target => property.Assign(target, lists)
            : throw new InvalidDataException($"column {Name} has a null");
    }

    private TValue[]?[] Split(RawColumnData<TValue> column, int rows)
    {
        var definition = column.DefinitionLevels;
        var repetition = column.RepetitionLevels;
        var values = column.Values;
        var lists = new TValue[]?[rows];
        int row = -1, next = 0;
        for (var i = 0; i < definition.Length;)
        {
            var length = 1;
            while (i + length < definition.Length && repetition[i + length] == 1)
            {
                length++;
            }

            if (++row >= rows)
            {
                throw new InvalidDataException($"column {Name} has more lists than rows");
            }

            lists[row] = definition[i] == Missing ? null : definition[i] == Empty ? [] : values.Slice(next, length).ToArray();
            next += definition[i] == Present ? length : 0;
            i += length;
        }

        return row == rows - 1 ? lists : throw new InvalidDataException($"column {Name} has fewer lists than rows");
    }
}
