using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Functions that every template can call: Jinja2's, and those that Hugging Face's renderer adds.</summary>
internal static class Globals
{
    /// <summary>The function of a name; null where there is none.</summary>
    public static TemplateValue? Find(string name, TemplateRun run) => name switch
    {
        "range" => new CallableValue(name, arguments => Range(arguments, run)),
        "dict" => new CallableValue(name, Dictionary),
        "namespace" => new CallableValue(name, Namespace),
        "raise_exception" => new CallableValue(name, arguments => Refuse(arguments, run)),
        "strftime_now" => new CallableValue(name, arguments => Now(arguments, run)),
        "cycler" or "joiner" or "lipsum" => new CallableValue(
            name,
            _ => throw new TemplateException(TemplateFault.Unsupported, $"the function '{name}'")
        ),
        _ => null,
    };

    private static ListValue Range(Arguments arguments, TemplateRun run)
    {
        long[] bounds =
        [
            .. arguments.Positional.Select(value =>
                ValueEquality.WholeOf(value)
                ?? throw new TemplateException(TemplateFault.Value, $"range() is given a {value.TypeName} in place of a whole number")
            ),
        ];
        var (start, stop, step) = bounds switch
        {
            [var only] => (0, only, 1L),
            [var first, var last] => (first, last, 1L),
            [var first, var last, var stride] when stride != 0 => (first, last, stride),
            _ => throw new TemplateException(TemplateFault.Value, "range() needs one to three whole numbers, the third not 0"),
        };
        var count = step > 0 ? ((Int128)stop - start + step - 1) / step : ((Int128)start - stop - step - 1) / -(Int128)step;
        return count <= TemplateLimits.Range
            ? run.List([.. Enumerable.Range(0, (int)(count < 0 ? 0 : count)).Select(i => new IntegerValue(start + (i * step)))])
            : throw new TemplateException(TemplateFault.Limit, $"range() gives more than {TemplateLimits.Range} numbers");
    }

    private static DictionaryValue Dictionary(Arguments arguments)
    {
        var pairs = new List<(TemplateValue, TemplateValue)>();
        foreach (var value in arguments.Positional)
        {
            pairs.AddRange(
                value is DictionaryValue dictionary
                    ? dictionary.Pairs
                    : throw new TemplateException(TemplateFault.Unsupported, $"dict() of a {value.TypeName}")
            );
        }

        pairs.AddRange(arguments.Named.Select(named => ((TemplateValue)TextValue.OfMarkup(named.Name), named.Value)));
        return new DictionaryValue(pairs);
    }

    private static NamespaceValue Namespace(Arguments arguments)
    {
        var made = new NamespaceValue();
        foreach (var (key, value) in Dictionary(arguments).Pairs)
        {
            made.Fields[key is TextValue name ? name.Text : ""] = value;
        }

        return made;
    }

    private static TemplateValue Refuse(Arguments arguments, TemplateRun run) =>
        throw new TemplateException(
            TemplateFault.Refused,
            arguments.Positional.Count > 0 ? TextForm.Of(arguments.Positional[0], run).Text : "no reason is given"
        );

    private static TextValue Now(Arguments arguments, TemplateRun run)
    {
        var format = arguments.Positional is [TextValue text]
            ? text.Text
            : throw new TemplateException(TemplateFault.Value, "strftime_now() needs a format");
        return run.Date is { } date
            ? run.Text(PromptText.OfMarkup(DateForm.Of(date, format)))
            : throw new TemplateException(TemplateFault.Date, $"it asks for today's date (strftime_now('{format}'))");
    }
}
