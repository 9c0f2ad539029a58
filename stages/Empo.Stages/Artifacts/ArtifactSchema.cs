using Parquet.Schema;

namespace Empo.Stages.Artifacts;

/// <summary>How a record lies in a Parquet file: its columns in order, and how a row becomes the record again.</summary>
/// <param name="name">What the artifact is called in messages, for example <c>scores</c>.</param>
internal sealed class ArtifactSchema<TRow>(string name, ColumnList<TRow> columns, Func<ParquetRow, TRow> create)
{
    public string Name { get; } = name;

    public IReadOnlyList<ParquetColumn<TRow>> Columns { get; } = columns.Columns;

    public ParquetSchema Parquet { get; } = new(columns.Columns.Select(column => column.Field));

    public TRow Create(ParquetRow row) => create(row);
}
