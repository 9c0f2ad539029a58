namespace Empo.Stages.Artifacts;

/// <summary>The columns of a record in the order of the file, written down one call a column.</summary>
internal sealed class ColumnList<TRow>
{
    private readonly List<ParquetColumn<TRow>> _columns = [];

    public IReadOnlyList<ParquetColumn<TRow>> Columns => _columns;

    public ColumnList<TRow> Text(string name, Func<TRow, string> value) => Add(new TextColumn<TRow>(name, false, value));

    public ColumnList<TRow> OptionalText(string name, Func<TRow, string?> value) => Add(new TextColumn<TRow>(name, true, value));

    public ColumnList<TRow> Integer(string name, Func<TRow, int> value) => Add(new ValueColumn<TRow, int>(name, value));

    public ColumnList<TRow> Number(string name, Func<TRow, double> value) => Add(new ValueColumn<TRow, double>(name, value));

    public ColumnList<TRow> Flag(string name, Func<TRow, bool> value) => Add(new ValueColumn<TRow, bool>(name, value));

    public ColumnList<TRow> OptionalInteger(string name, Func<TRow, int?> value) => Add(new OptionalValueColumn<TRow, int>(name, value));

    public ColumnList<TRow> OptionalNumber(string name, Func<TRow, double?> value) =>
        Add(new OptionalValueColumn<TRow, double>(name, value));

    public ColumnList<TRow> OptionalFlag(string name, Func<TRow, bool?> value) => Add(new OptionalValueColumn<TRow, bool>(name, value));

    public ColumnList<TRow> Integers(string name, Func<TRow, int[]> value) => Add(new ListColumn<TRow, int>(name, false, value));

    public ColumnList<TRow> Floats(string name, Func<TRow, float[]> value) => Add(new ListColumn<TRow, float>(name, false, value));

    public ColumnList<TRow> OptionalFloats(string name, Func<TRow, float[]?> value) => Add(new ListColumn<TRow, float>(name, true, value));

    public ColumnList<TRow> Texts(string name, Func<TRow, IReadOnlyList<string>> value) => Add(new TextListColumn<TRow>(name, value));

    private ColumnList<TRow> Add(ParquetColumn<TRow> column)
    {
        _columns.Add(column);
        return this;
    }
}
