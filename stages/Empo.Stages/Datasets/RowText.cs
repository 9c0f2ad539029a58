using System.Text;
using Empo.Stages.Rows;

namespace Empo.Stages.Datasets;

/// <summary>A value of a row as text, the same for equal values. It distinguishes two tool calls or two images.</summary>
internal static class RowText
{
    public static string Of(RowValue value) => Append(new StringBuilder(), value).ToString();

    /// <summary>
    /// Whether a value is null, an empty text, or a list or structure of only such values: this is how Parquet writes a field that a row
    /// does not have.
    /// </summary>
    public static bool IsEmpty(RowValue value) =>
        value.IsNull || value.Text is "" || value.Items?.All(IsEmpty) == true || value.Fields?.Values.All(IsEmpty) == true;

    private static StringBuilder Append(StringBuilder text, RowValue value)
    {
        if (value.Fields is { } fields)
        {
            text.Append('{');
            foreach (var (name, field) in fields.Where(field => !IsEmpty(field.Value)).OrderBy(field => field.Key, StringComparer.Ordinal))
            {
                Append(text.Append(name).Append(": "), field).Append(", ");
            }

            return text.Append('}');
        }

        if (value.Items is { } items)
        {
            text.Append('[');
            foreach (var item in items)
            {
                Append(text, item).Append(", ");
            }

            return text.Append(']');
        }

        return text.Append(value.Scalar ?? "null");
    }
}
