using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Filters that choose items by a test, or put each through a filter.</summary>
internal static class SelectionFilters
{
    public static readonly OperationTable Table = new("filter")
    {
        { "map", "*", Map },
        { "select", "*", (value, given, run) => Select(value, given.Rest, withAttribute: false, keep: true, run) },
        { "reject", "*", (value, given, run) => Select(value, given.Rest, withAttribute: false, keep: false, run) },
        { "selectattr", "*", (value, given, run) => Select(value, given.Rest, withAttribute: true, keep: true, run) },
        { "rejectattr", "*", (value, given, run) => Select(value, given.Rest, withAttribute: true, keep: false, run) },
    };

    private static IteratorValue Map(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var arguments = given.Rest;
        if (arguments.Positional.Count == 0 && arguments.Named.Any(named => named.Name == "attribute"))
        {
            var attribute = arguments.Named.First(named => named.Name == "attribute").Value;
            var otherwise = arguments.Named.FirstOrDefault(named => named.Name == "default").Value;
            return new IteratorValue(
                [
                    .. Iteration
                        .Of(value, run)
                        .Select(item => Attributes.Of(item, attribute, run))
                        .Select(part => part is UndefinedValue && otherwise is not null ? otherwise : part),
                ]
            );
        }

        var name = NameIn(arguments, 0, "map");
        return new IteratorValue([.. Iteration.Of(value, run).Select(item => Filters.Apply(name, item, arguments.Without(1), run))]);
    }

    private static IteratorValue Select(TemplateValue value, Arguments arguments, bool withAttribute, bool keep, TemplateRun run)
    {
        var first = withAttribute ? 1 : 0;
        var attribute =
            !withAttribute ? null
            : arguments.Positional.Count > 0 ? arguments.Positional[0]
            : throw new TemplateException(TemplateFault.Value, "the filter 'selectattr' or 'rejectattr' needs an attribute");
        var test = arguments.Positional.Count > first ? NameIn(arguments, first, "select") : null;
        return new IteratorValue([.. Iteration.Of(value, run).Where(item => Passes(Attributes.Of(item, attribute, run)) == keep)]);

        bool Passes(TemplateValue part) => test is null ? part.IsTrue : Tests.Holds(test, part, arguments.Without(first + 1), run);
    }

    private static string NameIn(Arguments arguments, int index, string filter) =>
        index < arguments.Positional.Count && arguments.Positional[index] is TextValue name
            ? name.Text
            : throw new TemplateException(TemplateFault.Value, $"the filter '{filter}' needs the name of a filter or a test");
}
