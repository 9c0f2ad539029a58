using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Python's operations on texts. Every character of a result keeps its origin.</summary>
internal static class TextOperations
{
    /// <summary>Without white space, or without any of some characters, at one or both ends.</summary>
    public static PromptText Strip(PromptText text, PromptText? characters, bool start, bool end)
    {
        Func<string, bool> strips = characters is null
            ? unit => PythonText.IsSpace(unit[0])
            : unit => characters.Text.Contains(unit, StringComparison.Ordinal);
        var starts = PythonText.Starts(text.Text);
        var (first, last) = (0, starts.Count - 1);
        string Unit(int i) => text.Text[starts[i]..starts[i + 1]];
        while (start && first < last && strips(Unit(first)))
        {
            first++;
        }

        while (end && last > first && strips(Unit(last - 1)))
        {
            last--;
        }

        return text.Slice(starts[first], starts[last]);
    }

    /// <summary>The parts between separators, of which at most <paramref name="most"/> count; below 0, all.</summary>
    public static List<PromptText> Split(PromptText text, PromptText? separator, long most, bool fromEnd = false)
    {
        if (separator is { Text.Length: 0 })
        {
            throw new TemplateException(TemplateFault.Value, "a text is split at an empty separator");
        }

        var cuts = separator is null ? Spaces(text.Text) : Places(text.Text, separator.Text, fromEnd);
        if (most >= 0 && cuts.Count > most)
        {
            cuts = fromEnd ? cuts[(int)(cuts.Count - most)..] : cuts[..(int)most];
        }

        var (parts, at) = (new List<PromptText>(), 0);
        foreach (var (start, end) in cuts)
        {
            parts.Add(text.Slice(at, start));
            at = end;
        }

        parts.Add(text.Slice(at, text.Text.Length));
        return parts;
    }

    /// <summary>The words between white space, with at most <paramref name="most"/> cuts.</summary>
    public static List<PromptText> Words(PromptText text, long most, bool fromEnd = false)
    {
        var stripped = Strip(text, null, start: true, end: true);
        if (stripped.Text.Length == 0)
        {
            return [];
        }

        // The part that is left whole keeps its white space at the far end, unless all was cut.
        var open = Strip(text, null, start: !fromEnd, end: fromEnd);
        return [.. Split(open, null, most, fromEnd).Where(part => part.Text.Length > 0)];
    }

    /// <summary>With some occurrences of a text replaced, from the start; below 0, all.</summary>
    public static PromptText Replace(PromptText text, PromptText old, PromptText by, long most, TemplateRun run)
    {
        var places = old.Text.Length > 0
            ? Places(text.Text, old.Text, fromEnd: false)
            : [.. PythonText.Starts(text.Text).Select(at => (at, at))];
        places = most >= 0 && places.Count > most ? places[..(int)most] : places;
        run.SpendText(text.Text.Length + ((long)places.Count * by.Text.Length));
        var (builder, done) = (new PromptTextBuilder(), 0);
        foreach (var (start, end) in places)
        {
            builder.Append(text, done, start).Append(by);
            done = end;
        }

        return builder.Append(text, done, text.Text.Length).Build();
    }

    /// <summary>Texts with another between them.</summary>
    public static PromptText Join(PromptText between, IReadOnlyList<PromptText> parts, TemplateRun run)
    {
        run.SpendText(parts.Sum(part => (long)part.Text.Length) + ((long)between.Text.Length * parts.Count));
        var builder = new PromptTextBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            builder.Append(i == 0 ? PromptText.Empty : between).Append(parts[i]);
        }

        return builder.Build();
    }

    /// <summary>Each code point through a function that also sees what comes before and whether a letter follows.</summary>
    public static PromptText Map(PromptText text, Func<string, int, int, string> map)
    {
        var builder = new PromptTextBuilder();
        var starts = PythonText.Starts(text.Text);
        for (var i = 0; i + 1 < starts.Count; i++)
        {
            builder.Append(map(text.Text, starts[i], starts[i + 1]), text.IsPlain(starts[i]));
        }

        return builder.Build();
    }

    public static PromptText Upper(PromptText text) => Map(text, TextCase.Upper);

    public static PromptText Lower(PromptText text) => Map(text, TextCase.Lower);

    /// <summary>The first letter in title case and the others in lower case.</summary>
    public static PromptText Capitalize(PromptText text) =>
        Map(text, (all, start, end) => start == 0 ? TextCase.Title(all, start, end) : TextCase.Lower(all, start, end));

    /// <summary>Each letter after none in title case, the others in lower case.</summary>
    public static PromptText Title(PromptText text) => Map(text, (all, start, end) =>
        start > 0 && TextCase.IsCasedBefore(all, start) ? TextCase.Lower(all, start, end) : TextCase.Title(all, start, end)
    );

    /// <summary>With characters added at the sides up to a width in code points.</summary>
    public static PromptText Pad(PromptText text, long width, PromptText? fill, bool left, bool right, TemplateRun run)
    {
        var missing = Math.Max(width - PythonText.Length(text.Text), 0);
        run.SpendText(missing);
        var unit = fill ?? PromptText.OfMarkup(" ");
        if (PythonText.Length(unit.Text) != 1)
        {
            throw new TemplateException(TemplateFault.Value, "the fill character is not one character");
        }

        // Python's center puts the odd character to the left where the width is odd.
        var before = left && right ? (missing / 2) + (missing & width & 1) : left ? missing : 0;
        var builder = new PromptTextBuilder();
        for (var i = 0; i < before; i++)
        {
            builder.Append(unit);
        }

        builder.Append(text);
        for (var i = before; i < missing; i++)
        {
            builder.Append(unit);
        }

        return builder.Build();
    }

    /// <summary>Places where a text occurs without overlap, in order.</summary>
    private static List<(int Start, int End)> Places(string text, string part, bool fromEnd)
    {
        var places = new List<(int, int)>();
        if (fromEnd)
        {
            for (var end = text.Length; end >= part.Length;)
            {
                var found = text.AsSpan(0, end).LastIndexOf(part);
                if (found < 0)
                {
                    break;
                }

                places.Add((found, found + part.Length));
                end = found;
            }

            places.Reverse();
            return places;
        }

        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0;)
        {
            places.Add((at, at + part.Length));
            at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal);
        }

        return places;
    }

    private static List<(int Start, int End)> Spaces(string text)
    {
        var spaces = new List<(int, int)>();
        for (var i = 0; i < text.Length; i++)
        {
            var start = i;
            while (i < text.Length && PythonText.IsSpace(text[i]))
            {
                i++;
            }

            if (i > start)
            {
                spaces.Add((start, i));
            }
        }

        return spaces;
    }
}
