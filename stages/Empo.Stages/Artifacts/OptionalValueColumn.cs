using Parquet;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>A number or a flag that may be missing (null). A file in which none may be missing is read as well.</summary>
internal sealed class OptionalValueColumn<TRow, TValue>(string name, Func<TRow, TValue?> value)
    : ParquetColumn<TRow>(name, new DataField(name, typeof(TValue), isNullable: true))
    where TValue : struct
{
    public override bool Accepts(DataField found) => IsOfTypeAndAtMostAsOptional(found);

    public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows)
    {
        var values = new TValue?[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(rows[i]);
        }

        return group.WriteAsync<TValue>(Leaf, values);
    }

    public override async Task<Array> ReadAsync(ParquetRowGroupReader group, DataField leaf, int rows)
    {
        if (leaf.IsNullable)
        {
            var values = new TValue?[rows];
            await group.ReadAsync<TValue>(leaf, values.AsMemory());
            return values;
        }

        var present = new TValue[rows];
        await group.ReadAsync<TValue>(leaf, present.AsMemory());
        return Array.ConvertAll(present, value => (TValue?)value);
    }
}
