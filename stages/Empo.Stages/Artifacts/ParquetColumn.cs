using Parquet;
using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>One column of a record: its field in the Parquet schema, and how its values are written and read at once.</summary>
internal abstract class ParquetColumn<TRow>(Field field)
{
    public string Name => Field.Name;

    /// <summary>The top-level field, a leaf or a list.</summary>
    public Field Field { get; } = field;

    /// <summary>The leaf that holds the values; a list has one level below it.</summary>
    public DataField Leaf => Field is ListField list ? (DataField)list.Item : (DataField)Field;

    /// <summary>Whether values are stored byte by byte (floating point), which compresses them best.</summary>
    public bool ByteSplit => Leaf.ClrType == typeof(float) || Leaf.ClrType == typeof(double);

    /// <summary>Whether a file's column can be read as this one.</summary>
    public virtual bool Accepts(DataField found) => found.ClrType == Leaf.ClrType && found.MaxDefinitionLevel == Leaf.MaxDefinitionLevel;

    public abstract Task WriteAsync(ParquetRowGroupWriter group, IReadOnlyList<TRow> rows);

    /// <summary>Reads the values of a row group with the given number of rows. The returned action assigns each row its value.</summary>
    public abstract Task<Action<TRow[]>> ReadAsync(ParquetRowGroupReader group, DataField leaf, int rows);

    /// <summary>For columns that may be null: also accepts a file whose column allows no null.</summary>
    protected bool IsOfTypeAndAtMostAsOptional(DataField found) =>
        found.ClrType == Leaf.ClrType && found.MaxDefinitionLevel <= Leaf.MaxDefinitionLevel;
}
