using Parquet;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>
/// A number or a flag that may be null in the record and, where <paramref name="nullable"/> is set, in the file. A file whose column allows
/// no null is read in either case.
/// </summary>
internal sealed class OptionalValueColumn<TRow, TValue>(RowProperty<TRow, TValue?> property, bool nullable)
    : ParquetColumn<TRow>(new DataField(property.Column, typeof(TValue), nullable))
    where TValue : struct
{
    public override bool Accepts(DataField found) => IsOfTypeAndAtMostAsOptional(found);

    public override Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows)
    {
        TValue?[] values = [.. rows.Select(property.Get)];
        return nullable ? group.WriteAsync<TValue>(Leaf, values) : group.WriteAsync<TValue>(Leaf, Array.ConvertAll(values, Present));
    }

    public override async Task<Action<TRow[]>> ReadAsync(ParquetRowGroupReader group, DataField leaf, int rows)
    {
        var values = leaf.IsNullable ? new TValue?[rows] : [];
        var present = leaf.IsNullable ? [] : new TValue[rows];
        await (leaf.IsNullable ? group.ReadAsync<TValue>(leaf, values.AsMemory()) : group.ReadAsync<TValue>(leaf, present.AsMemory()));
        return target => property.Assign(target, leaf.IsNullable ? values : Array.ConvertAll(present, value => (TValue?)value));
    }

    private TValue Present(TValue? value) => value ?? throw new InvalidOperationException($"Column {Name} admits no null.");
}
