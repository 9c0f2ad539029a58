using System.Globalization;
using System.Text;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Methods of texts.</summary>
internal static class TextMethods
{
    /// <summary>Python's other methods of texts, which no published template is known to use.</summary>
    public static readonly HashSet<string> Unsupported = new(StringComparer.Ordinal)
    {
        "casefold", "encode", "expandtabs", "format_map", "isascii", "isidentifier", "isprintable", "istitle", "maketrans", "swapcase",
        "translate",
    };

    public static readonly OperationTable Table = new("method")
    {
        { "strip", "chars?", (text, given, run) => run.Text(TextOperations.Strip(Of(text), given.FindText(0), true, true)) },
        { "lstrip", "chars?", (text, given, run) => run.Text(TextOperations.Strip(Of(text), given.FindText(0), true, false)) },
        { "rstrip", "chars?", (text, given, run) => run.Text(TextOperations.Strip(Of(text), given.FindText(0), false, true)) },
        { "split", "sep? maxsplit?", (text, given, run) => Split(Of(text), given, fromEnd: false, run) },
        { "rsplit", "sep? maxsplit?", (text, given, run) => Split(Of(text), given, fromEnd: true, run) },
        { "splitlines", "keepends?", (text, given, run) => Lines(Of(text), given.Flag(0), run) },
        { "partition", "sep", (text, given, run) => Partition(Of(text), given.Text(0), fromEnd: false, run) },
        { "rpartition", "sep", (text, given, run) => Partition(Of(text), given.Text(0), fromEnd: true, run) },
        { "upper", "", (text, _, run) => run.Text(TextOperations.Upper(Of(text))) },
        { "lower", "", (text, _, run) => run.Text(TextOperations.Lower(Of(text))) },
        { "title", "", (text, _, run) => run.Text(TextOperations.Title(Of(text))) },
        { "capitalize", "", (text, _, run) => run.Text(TextOperations.Capitalize(Of(text))) },
        { "startswith", "prefix start? end?", (text, given, _) => Touches(Of(text).Text, given, (all, part) => all.StartsWith(part)) },
        { "endswith", "suffix start? end?", (text, given, _) => Touches(Of(text).Text, given, (all, part) => all.EndsWith(part)) },
        {
            "replace",
            "old new count?",
            (text, given, run) => new TextValue(
                TextOperations.Replace(Of(text), given.Text(0), given.Text(1), given.Whole(2, -1), run)
            )
        },
        {
            "removeprefix",
            "prefix",
            (text, given, run) => run.Text(
                Of(text).Text.StartsWith(given.Text(0).Text, StringComparison.Ordinal)
                    ? Of(text).Slice(given.Text(0).Text.Length, Of(text).Text.Length)
                    : Of(text)
            )
        },
        {
            "removesuffix",
            "suffix",
            (text, given, run) => run.Text(
                Of(text).Text.EndsWith(given.Text(0).Text, StringComparison.Ordinal)
                    ? Of(text).Slice(0, Of(text).Text.Length - given.Text(0).Text.Length)
                    : Of(text)
            )
        },
        { "find", "sub start? end?", (text, given, _) => new IntegerValue(Place(Of(text).Text, given, fromEnd: false)) },
        { "rfind", "sub start? end?", (text, given, _) => new IntegerValue(Place(Of(text).Text, given, fromEnd: true)) },
        { "index", "sub start? end?", (text, given, _) => Found(Place(Of(text).Text, given, fromEnd: false)) },
        { "rindex", "sub start? end?", (text, given, _) => Found(Place(Of(text).Text, given, fromEnd: true)) },
        {
            "count",
            "sub",
            (text, given, _) => new IntegerValue(
                given.Text(0).Text.Length == 0
                    ? PythonText.Length(Of(text).Text) + 1
                    : Of(text).Text.AsSpan().Count(given.Text(0).Text)
            )
        },
        {
            "join",
            "iterable",
            (text, given, run) => new TextValue(
                TextOperations.Join(Of(text), [.. Iteration.Of(given[0], run).Select(Part)], run)
            )
        },
        { "format", "*", (text, given, run) => run.Text(TextFormat.Braces(Of(text), given.Rest, run)) },
        { "ljust", "width fillchar?", (text, given, run) => Padded(text, given, false, true, run) },
        { "rjust", "width fillchar?", (text, given, run) => Padded(text, given, true, false, run) },
        { "center", "width fillchar?", (text, given, run) => Padded(text, given, true, true, run) },
        { "zfill", "width", (text, given, run) => Zeros(Of(text), given.Whole(0, 0), run) },
        { "isspace", "", (text, _, _) => All(text, rune => PythonText.IsSpace((char)Math.Min(rune.Value, char.MaxValue))) },
        { "isalpha", "", (text, _, _) => All(text, Rune.IsLetter) },
        { "isdecimal", "", (text, _, _) => All(text, rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber) },
        { "isdigit", "", (text, _, _) => All(text, IsDigit) },
        { "isnumeric", "", (text, _, _) => All(text, rune => Rune.GetNumericValue(rune) >= 0 || IsDigit(rune)) },
        { "isalnum", "", (text, _, _) => All(text, rune => Rune.IsLetter(rune) || Rune.GetNumericValue(rune) >= 0 || IsDigit(rune)) },
        { "isupper", "", (text, _, _) => IsCased(Of(text), UnicodeCategory.UppercaseLetter) },
        { "islower", "", (text, _, _) => IsCased(Of(text), UnicodeCategory.LowercaseLetter) },
    };

    private static PromptText Of(TemplateValue text) => ((TextValue)text).Value;

    private static PromptText Part(TemplateValue value, int index) => value is TextValue text
        ? text.Value
        : throw new TemplateException(TemplateFault.Value, $"item {index} of join is a {value.TypeName}, not a text");

    private static ListValue Split(PromptText text, BoundArguments given, bool fromEnd, TemplateRun run)
    {
        var most = given.Whole(1, -1);
        var parts = given.FindText(0) is { } separator
            ? TextOperations.Split(text, separator, most, fromEnd)
            : TextOperations.Words(text, most, fromEnd);
        return run.List([.. parts.Select(run.Text)]);
    }

    private static ListValue Lines(PromptText text, bool withEnds, TemplateRun run) =>
        run.List([.. PythonText.Lines(text.Text, withEnds).Select(line => run.Text(text.Slice(line.Start, line.End)))]);

    private static ListValue Partition(PromptText text, PromptText separator, bool fromEnd, TemplateRun run)
    {
        var parts = TextOperations.Split(text, separator, 1, fromEnd);
        PromptText[] all =
            parts.Count == 2
                ? [parts[0], text.Slice(parts[0].Text.Length, parts[0].Text.Length + separator.Text.Length), parts[1]]
                : fromEnd ? [PromptText.Empty, PromptText.Empty, text] : [text, PromptText.Empty, PromptText.Empty];
        return run.List([.. all.Select(run.Text)], isTuple: true);
    }

    /// <summary>Whether the text, or a part of it, begins or ends with another, or with one of a tuple.</summary>
    private static BooleanValue Touches(string text, BoundArguments given, Touching touches)
    {
        var part = Window(text, given, out _);
        var texts = given[0] is ListValue { IsTuple: true } several
            ? several.Items.Select(Part)
            : [given.Text(0)];
        foreach (var candidate in texts)
        {
            if (touches(part, candidate.Text))
            {
                return BooleanValue.True;
            }
        }

        return BooleanValue.False;
    }

    /// <summary>The part of the text between the second and the third argument, in code points, and where it begins.</summary>
    private static ReadOnlySpan<char> Window(string text, BoundArguments given, out int offset)
    {
        offset = 0;
        if (given.FindSome(1) is null && given.FindSome(2) is null)
        {
            return text;
        }

        var starts = PythonText.Starts(text);
        var (start, stop) = Slices.Range(given.FindSome(1), given.FindSome(2), starts.Count - 1);
        offset = start;
        return start <= stop ? text.AsSpan()[starts[start]..starts[stop]] : [];
    }

    /// <summary>Index in code points of another text; -1 where it does not occur.</summary>
    private static long Place(string text, BoundArguments given, bool fromEnd)
    {
        var part = Window(text, given, out var offset);
        var sought = given.Text(0).Text;
        var found = fromEnd ? part.LastIndexOf(sought) : part.IndexOf(sought);
        return found < 0 ? -1 : offset + PythonText.Length(part[..found].ToString());
    }

    private static IntegerValue Found(long place) =>
        place >= 0 ? new IntegerValue(place) : throw new TemplateException(TemplateFault.Value, "the text sought by index does not occur");

    private static TextValue Padded(TemplateValue text, BoundArguments given, bool left, bool right, TemplateRun run) =>
        run.Text(TextOperations.Pad(Of(text), given.Whole(0, 0), given.FindText(1), left, right, run));

    private static TextValue Zeros(PromptText text, long width, TemplateRun run)
    {
        var sign = text.Text.StartsWith('+') || text.Text.StartsWith('-') ? 1 : 0;
        var padded = TextOperations.Pad(
            text.Slice(sign, text.Text.Length),
            width - sign,
            PromptText.OfMarkup("0"),
            left: true,
            right: false,
            run
        );
        return run.Text(new PromptTextBuilder().Append(text, 0, sign).Append(padded).Build());
    }

    private static BooleanValue All(TemplateValue text, Func<Rune, bool> holds) =>
        BooleanValue.Of(Of(text).Text.Length > 0 && Of(text).Text.EnumerateRunes().All(holds));

    private static bool IsDigit(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber
        || (rune.IsBmp && CharUnicodeInfo.GetDigitValue((char)rune.Value) >= 0);

    private static BooleanValue IsCased(PromptText text, UnicodeCategory category)
    {
        var cased = text.Text.EnumerateRunes().Where(TextCase.IsCased).ToList();
        return BooleanValue.Of(cased.Count > 0 && cased.TrueForAll(rune => Rune.GetUnicodeCategory(rune) == category));
    }

    private delegate bool Touching(ReadOnlySpan<char> text, ReadOnlySpan<char> part);
}
