using System.Globalization;
using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>The argument <c>attribute</c> of filters: a name, names with dots between, or an index.</summary>
internal static class Attributes
{
    /// <summary>That part of each item; the items themselves where no attribute is given.</summary>
    public static IEnumerable<TemplateValue> Of(IReadOnlyList<TemplateValue> items, TemplateValue? attribute, TemplateRun run) =>
        attribute is null ? items : items.Select(item => Of(item, attribute, run));

    /// <summary>That part of a value.</summary>
    public static TemplateValue Of(TemplateValue value, TemplateValue? attribute, TemplateRun run) => attribute switch
    {
        null => value,
        TextValue path => path.Text.Split('.').Aggregate(value, (part, name) => Members.Element(part, Key(name), run)),
        _ => Members.Element(value, attribute, run),
    };

    private static TemplateValue Key(string name) =>
        name.Length > 0 && name.All(char.IsAsciiDigit) && long.TryParse(name, CultureInfo.InvariantCulture, out var index)
            ? new IntegerValue(index)
            : TextValue.OfMarkup(name);
}
