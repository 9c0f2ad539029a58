using System.Globalization;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Values as JSON, as Python's <c>json.dumps</c> writes them: the filter <c>tojson</c> of Hugging Face's renderer.</summary>
internal sealed class JsonForm
{
    private static readonly Dictionary<char, string> Escapes = new()
    {
        ['"'] = "\\\"",
        ['\\'] = @"\\",
        ['\n'] = @"\n",
        ['\r'] = @"\r",
        ['\t'] = @"\t",
        ['\b'] = @"\b",
        ['\f'] = @"\f",
    };

    private readonly PromptTextBuilder _builder = new();
    private readonly TemplateRun _run;

    private JsonForm(TemplateRun run) => _run = run;

    /// <summary>Whether all beyond ASCII is escaped.</summary>
    private bool Ascii { get; init; }

    /// <summary>What indents a level; null for a single line.</summary>
    private PromptText? Indent { get; init; }

    private PromptText ItemSeparator { get; init; } = PromptText.Empty;

    private PromptText KeySeparator { get; init; } = PromptText.Empty;

    private bool Sorted { get; init; }

    /// <summary>Applies the filter with its arguments: ensure_ascii, indent, separators, sort_keys.</summary>
    public static TemplateValue Of(TemplateValue value, BoundArguments arguments, TemplateRun run)
    {
        var indent = arguments.FindSome(1) switch
        {
            null => null,
            TextValue text => text.Value,
            _ => PromptText.OfMarkup(new string(' ', (int)Math.Clamp(arguments.Whole(1, 0), 0, 64))),
        };
        var (between, after) = arguments.FindSome(2) switch
        {
            null => (PromptText.OfMarkup(indent is null ? ", " : ","), PromptText.OfMarkup(": ")),
            ListValue { Items: [TextValue item, TextValue key] } => (item.Value, key.Value),
            _ => throw new TemplateException(TemplateFault.Value, "tojson needs two texts as separators"),
        };
        var form = new JsonForm(run)
        {
            Ascii = arguments.Flag(0),
            Indent = indent,
            ItemSeparator = between,
            KeySeparator = after,
            Sorted = arguments.Flag(3),
        };
        form.Write(value, 0);
        return run.Text(form._builder.Build());
    }

    private void Write(TemplateValue value, int level)
    {
        _run.Spend(1);
        switch (value)
        {
            case NoneValue or BooleanValue or IntegerValue or FloatValue:
                Markup(Literal(value));
                break;
            case TextValue text:
                Quote(text.Value);
                break;
            case ListValue list:
                WriteAll('[', ']', list.Items, level, Write);
                break;
            case DictionaryValue dictionary:
                WriteAll('{', '}', Ordered(dictionary), level, (pair, inner) =>
                {
                    Quote(pair.Key is TextValue text ? text.Value : PromptText.OfMarkup(Literal(pair.Key)));
                    _builder.Append(KeySeparator);
                    Write(pair.Value, inner);
                });
                break;
            case UndefinedValue undefined:
                throw undefined.Error;
            default:
                throw new TemplateException(TemplateFault.Value, $"a {value.TypeName} cannot be written as JSON");
        }
    }

    private IEnumerable<(TemplateValue Key, TemplateValue Value)> Ordered(DictionaryValue dictionary) =>
        Sorted ? Ordering.Sorted(dictionary.Pairs, pair => pair.Key) : dictionary.Pairs;

    private void WriteAll<T>(char open, char close, IEnumerable<T> items, int level, Action<T, int> write)
    {
        Markup(open.ToString());
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                _builder.Append(ItemSeparator);
            }

            Line(level + 1);
            write(item, level + 1);
            first = false;
        }

        if (!first)
        {
            Line(level);
        }

        Markup(close.ToString());
    }

    private void Line(int level)
    {
        if (Indent is null)
        {
            return;
        }

        Markup("\n");
        for (var i = 0; i < level; i++)
        {
            _builder.Append(Indent);
        }

        _run.SpendText(level * Indent.Text.Length);
    }

    private static string Literal(TemplateValue value) => value switch
    {
        NoneValue => "null",
        BooleanValue flag => flag.IsTrue ? "true" : "false",
        IntegerValue whole => whole.Value.ToString(CultureInfo.InvariantCulture),
        FloatValue number when double.IsNaN(number.Value) => "NaN",
        FloatValue number when double.IsInfinity(number.Value) => number.Value > 0 ? "Infinity" : "-Infinity",
        FloatValue number => TextForm.OfFloat(number.Value),
        _ => throw new TemplateException(TemplateFault.Value, $"a {value.TypeName} cannot be a key in JSON"),
    };

    private void Quote(PromptText text)
    {
        _run.SpendText(text.Text.Length);
        Markup("\"");
        var done = 0;
        for (var i = 0; i < text.Text.Length; i++)
        {
            var character = text.Text[i];
            var escaped = Escapes.TryGetValue(character, out var known) ? known
                : character < ' ' || (Ascii && character > '~') ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : null;
            if (escaped is not null)
            {
                _builder.Append(text, done, i).Append(escaped, text.IsPlain(i));
                done = i + 1;
            }
        }

        _builder.Append(text, done, text.Text.Length);
        Markup("\"");
    }

    private void Markup(string text) => _builder.Append(text, isPlain: false);
}
