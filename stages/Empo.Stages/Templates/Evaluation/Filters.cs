using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>All filters by name.</summary>
internal static class Filters
{
    /// <summary>Filters of Jinja2 that escape HTML, draw at random or lay text out for people.</summary>
    private static readonly HashSet<string> Unsupported = new(StringComparer.Ordinal)
    {
        "e", "escape", "filesizeformat", "forceescape", "pprint", "random", "safe", "striptags", "urlencode", "urlize", "wordwrap",
        "xmlattr",
    };

    private static readonly OperationTable[] Tables =
        [TextFilters.Table, SequenceFilters.Table, SelectionFilters.Table, NumberFilters.Table];

    /// <exception cref="TemplateException">There is no such filter, or it does not fit the value.</exception>
    public static TemplateValue Apply(string name, TemplateValue value, Arguments arguments, TemplateRun run) =>
        Tables.Select(table => table.Find(name)).FirstOrDefault(found => found is not null) is { } operation
            ? operation.Apply(value, arguments, run)
            : throw Missing(name);

    /// <summary>The error of a filter that is not implemented.</summary>
    public static TemplateException Missing(string name) => Unsupported.Contains(name)
        ? new TemplateException(TemplateFault.Unsupported, $"the filter '{name}'")
        : new TemplateException(TemplateFault.Syntax, $"there is no filter '{name}'");

    public static bool Exists(string name) => Tables.Any(table => table.Find(name) is not null);
}
