namespace Empo.Stages.Rows;

/// <summary>A structure of Thrift's compact protocol: field number → value (bool, long, double, byte[], list or structure).</summary>
internal sealed class ThriftStruct(IReadOnlyDictionary<int, object> fields)
{
    public long? Integer(int field) => fields.TryGetValue(field, out var value) ? value as long? ?? throw Wrong(field) : null;

    /// <exception cref="InvalidDataException">The field is missing.</exception>
    public long RequiredInteger(int field) => Integer(field) ?? throw Wrong(field);

    public string Text(int field) =>
        System.Text.Encoding.UTF8.GetString(
            fields.TryGetValue(field, out var value) ? value as byte[] ?? throw Wrong(field) : throw Wrong(field)
        );

    public ThriftStruct? Structure(int field) =>
        fields.TryGetValue(field, out var value) ? value as ThriftStruct ?? throw Wrong(field) : null;

    public ThriftStruct RequiredStructure(int field) => Structure(field) ?? throw Wrong(field);

    /// <summary>A list of structures; empty where the field is missing.</summary>
    public IReadOnlyList<ThriftStruct> Structures(int field) => fields.TryGetValue(field, out var value)
        ? [.. (value as object[] ?? throw Wrong(field)).Select(item => item as ThriftStruct ?? throw Wrong(field))]
        : [];

    /// <summary>A list of UTF-8 texts; empty where the field is missing.</summary>
    public IReadOnlyList<string> Texts(int field) =>
        fields.TryGetValue(field, out var value)
            ?
            [
                .. (value as object[] ?? throw Wrong(field)).Select(item =>
                    System.Text.Encoding.UTF8.GetString(item as byte[] ?? throw Wrong(field))
                ),
            ]
            : [];

    private static InvalidDataException Wrong(int field) => new($"its metadata lack field {field}, or have another type there");
}
