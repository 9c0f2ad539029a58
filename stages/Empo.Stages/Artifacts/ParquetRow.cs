namespace Empo.Stages.Artifacts;

/// <summary>One row while it is read: values by column name, in the type that the column was declared with.</summary>
internal readonly struct ParquetRow(IReadOnlyDictionary<string, Array> columns, int index)
{
    public string Text(string name) => Value<string>(name);

    public string? OptionalText(string name) => ((string?[])columns[name])[index];

    public int Integer(string name) => Value<int>(name);

    public double Number(string name) => Value<double>(name);

    public bool Flag(string name) => Value<bool>(name);

    public int? OptionalInteger(string name) => ((int?[])columns[name])[index];

    public double? OptionalNumber(string name) => ((double?[])columns[name])[index];

    public bool? OptionalFlag(string name) => ((bool?[])columns[name])[index];

    public int[] Integers(string name) => List<int>(name) ?? throw Null(name);

    public float[] Floats(string name) => List<float>(name) ?? throw Null(name);

    public float[]? OptionalFloats(string name) => List<float>(name);

    public IReadOnlyList<string> Texts(string name) => ((string[][])columns[name])[index];

    private T Value<T>(string name) => ((T[])columns[name])[index] ?? throw Null(name);

    private T[]? List<T>(string name) => ((T[]?[])columns[name])[index];

    private static InvalidDataException Null(string name) => new($"column {name} has a null");
}
