using System.Reflection;

namespace Empo.Stages.Artifacts;

/// <summary>The types that a record's property may have, and the column for each type.</summary>
internal static class ColumnKinds<TRow>
{
    private static readonly Dictionary<Type, Func<PropertyInfo, bool, ParquetColumn<TRow>>> Kinds = new()
    {
        [typeof(string)] = (property, nullable) => new TextColumn<TRow>(new(property), nullable),
        [typeof(int)] = (property, _) => new ValueColumn<TRow, int>(new(property)),
        [typeof(double)] = (property, _) => new ValueColumn<TRow, double>(new(property)),
        [typeof(bool)] = (property, _) => new ValueColumn<TRow, bool>(new(property)),
        [typeof(int?)] = (property, nullable) => new OptionalValueColumn<TRow, int>(new(property), nullable),
        [typeof(double?)] = (property, nullable) => new OptionalValueColumn<TRow, double>(new(property), nullable),
        [typeof(bool?)] = (property, nullable) => new OptionalValueColumn<TRow, bool>(new(property), nullable),
        [typeof(int[])] = (property, nullable) => new ListColumn<TRow, int>(new(property), nullable),
        [typeof(float[])] = (property, nullable) => new ListColumn<TRow, float>(new(property), nullable),
        [typeof(IReadOnlyList<string>)] = (property, _) => new TextListColumn<TRow>(new(property)),
    };

    /// <param name="property">The property; its name in snake case is the column's name.</param>
    /// <param name="nullable">Whether a value may be missing.</param>
    public static ParquetColumn<TRow> Create(PropertyInfo property, bool nullable) =>
        Kinds.TryGetValue(property.PropertyType, out var kind)
            ? kind(property, nullable)
            : throw new NotSupportedException($"No column holds the type of {typeof(TRow).Name}.{property.Name}.");
}
