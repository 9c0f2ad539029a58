using Parquet;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>UTF-8 text; may be null where <paramref name="nullable"/> is set.</summary>
internal sealed class TextColumn<TRow>(RowProperty<TRow, string?> property, bool nullable)
    : ParquetColumn<TRow>(new DataField(property.Column, typeof(string), nullable))
{
    public override bool Accepts(DataField found) => nullable ? IsOfTypeAndAtMostAsOptional(found) : base.Accepts(found);

    public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows)
    {
        var values = new string?[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = property.Get(rows[i]) ?? (nullable ? null : throw new InvalidOperationException($"Column {Name} admits no null."));
        }

        return group.WriteAsync(Leaf, values!);
    }

    public override async Task<Action<TRow[]>> ReadAsync(ParquetRowGroupReader group, DataField leaf, int rows)
    {
        var values = new string?[rows];
        await group.ReadAsync(leaf, values.AsMemory()!);
        return nullable || Array.IndexOf(values, null) < 0
            ? target => property.Assign(target, values)
            : throw new InvalidDataException($"column {Name} has a null");
    }
}
