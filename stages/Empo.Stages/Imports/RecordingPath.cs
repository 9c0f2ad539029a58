using Empo.Stages.Rows;

namespace Empo.Stages.Imports;

/// <summary>Values at a dotted path in which <c>*</c> stands for every element of a list.</summary>
internal static class RecordingPath
{
    private const string Each = ".*";

    /// <summary>
    /// The value at a path, or several where it holds a <c>*</c>, null where an element lacks it. Null where the path leads nowhere.
    /// </summary>
    public static IReadOnlyList<RowValue>? Values(Row row, string path)
    {
        var parts = path.Split(Each, 2);
        if (parts.Length == 1)
        {
            return row.Find(path) is { IsNull: false } value ? [value] : null;
        }

        if (row.Find(parts[0])?.Items is not { } items)
        {
            return null;
        }

        var rest = parts[1].TrimStart('.');
        return rest.Length == 0 ? items : [.. items.Select(item => (row with { Value = item }).Find(rest) ?? RowValue.Null)];
    }

    /// <summary>The object that holds the value at a path, for one element.</summary>
    public static RowValue? Parent(Row row, string path, int element)
    {
        var end = path.LastIndexOf('.');
        return end < 0 || path.EndsWith(Each, StringComparison.Ordinal) ? null : At(Values(row, path[..end]), element);
    }

    public static RowValue? At(IReadOnlyList<RowValue>? values, int index) =>
        values is not null && index < values.Count ? values[index] : null;
}
