using Parquet;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>A number or a flag, never null.</summary>
internal sealed class ValueColumn<TRow, TValue>(RowProperty<TRow, TValue> property)
    : ParquetColumn<TRow>(new DataField(property.Column, typeof(TValue), isNullable: false))
    where TValue : struct
{
    public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = property.Get(rows[i]);
        }

        return group.WriteAsync<TValue>(Leaf, values);
    }

    public override async Task<Action<TRow[]>> ReadAsync(ParquetRowGroupReader group, DataField leaf, int rows)
    {
        var values = new TValue[rows];
        await group.ReadAsync<TValue>(leaf, values.AsMemory());
        return target => property.Assign(target, values);
    }
}
