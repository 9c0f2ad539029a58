using System.Text.RegularExpressions;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Filters that give texts. Values of other types are taken as their text.</summary>
internal static partial class TextFilters
{
    public static readonly OperationTable Table = new("filter")
    {
        { "trim", "chars?", (value, given, run) => run.Text(TextOperations.Strip(TextForm.Of(value, run), given.FindText(0), true, true)) },
        { "upper", "", (value, _, run) => run.Text(TextOperations.Upper(TextForm.Of(value, run))) },
        { "lower", "", (value, _, run) => run.Text(TextOperations.Lower(TextForm.Of(value, run))) },
        { "capitalize", "", (value, _, run) => run.Text(TextOperations.Capitalize(TextForm.Of(value, run))) },
        { "title", "", (value, _, run) => run.Text(Title(TextForm.Of(value, run))) },
        { "string", "", (value, _, run) => run.Text(TextForm.Of(value, run)) },
        {
            "replace",
            "old new count?",
            (value, given, run) => new TextValue(
                TextOperations.Replace(
                    TextForm.Of(value, run),
                    TextForm.Of(given[0], run),
                    TextForm.Of(given[1], run),
                    given.FindSome(2) is null ? -1 : given.Whole(2, -1),
                    run
                )
            )
        },
        { "indent", "width? first? blank?", Indent },
        {
            "join",
            "d? attribute?",
            (value, given, run) => new TextValue(
                TextOperations.Join(
                    given.Find(0) is { } between ? TextForm.Of(between, run) : PromptText.Empty,
                    [.. Attributes.Of(Iteration.Of(value, run), given.FindSome(1), run).Select(item => TextForm.Of(item, run))],
                    run
                )
            )
        },
        {
            "center",
            "width?",
            (value, given, run) => run.Text(TextOperations.Pad(TextForm.Of(value, run), given.Whole(0, 80), null, true, true, run))
        },
        { "format", "*", (value, given, run) => Format(TextForm.Of(value, run), given.Rest, run) },
        { "truncate", "length? killwords? end? leeway?", Truncate },
        { "wordcount", "", (value, _, run) => new IntegerValue(Word().Count(TextForm.Of(value, run).Text)) },
        { "tojson", "ensure_ascii? indent? separators? sort_keys?", JsonForm.Of },
    };

    private static PromptText Title(PromptText text)
    {
        var atStart = true;
        return TextOperations.Map(text, (all, start, end) =>
        {
            var (first, unit) = (atStart, all[start..end]);
            atStart = unit is "-" or "(" or "{" or "[" or "<" || PythonText.IsSpace(unit[0]);
            return first ? TextCase.Upper(all, start, end) : TextCase.Lower(all, start, end);
        });
    }

    private static TextValue Indent(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var text = Required(value, "indent");
        var width = given.Find(0) is TextValue written
            ? written.Value
            : PromptText.OfMarkup(new string(' ', (int)Math.Clamp(given.Whole(0, 4), 0, 10_000)));
        var (first, blank) = (given.Flag(1), given.Flag(2));
        var lines = PythonText.Lines(text.Text + "\n", withEnds: false);
        run.SpendText(text.Text.Length + ((long)lines.Count * width.Text.Length));
        var builder = new PromptTextBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            var (start, end) = lines[i];
            builder.Append(i == 0 ? "" : "\n", isPlain: false);
            if (i == 0 ? first : blank || end > start)
            {
                builder.Append(width);
            }

            builder.Append(text, start, end);
        }

        return new TextValue(builder.Build());
    }

    private static TextValue Format(PromptText format, Arguments values, TemplateRun run) =>
        values.Named.Count > 0
            ? throw new TemplateException(TemplateFault.Unsupported, "the filter 'format' with named values")
            : run.Text(TextFormat.Percent(format, run.List(values.Positional, isTuple: true), run));

    /// <summary>The text that a value must be.</summary>
    private static PromptText Required(TemplateValue value, string filter) => value switch
    {
        TextValue text => text.Value,
        UndefinedValue undefined => throw undefined.Error,
        _ => throw new TemplateException(TemplateFault.Value, $"the filter '{filter}' is given a {value.TypeName}"),
    };

    private static TextValue Truncate(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var text = Required(value, "truncate");
        var end = given.FindText(2) ?? PromptText.OfMarkup("...");
        var (length, leeway) = (given.Whole(0, 255), given.FindSome(3) is null ? 5 : given.Whole(3, 5));
        var (starts, tail) = (PythonText.Starts(text.Text), PythonText.Length(end.Text));
        if (length < tail || leeway < 0)
        {
            throw new TemplateException(TemplateFault.Value, "truncate is given a length below that of its end, or a negative leeway");
        }

        if (starts.Count - 1 - length <= leeway)
        {
            return run.Text(text);
        }

        var cut = text.Slice(0, starts[(int)(length - tail)]);
        var space = given.Flag(1) ? -1 : cut.Text.LastIndexOf(' ');
        return run.Text(new PromptTextBuilder().Append(cut, 0, space < 0 ? cut.Text.Length : space).Append(end).Build());
    }

    [GeneratedRegex(@"[\p{L}\p{N}_]+")]
    private static partial Regex Word();
}
