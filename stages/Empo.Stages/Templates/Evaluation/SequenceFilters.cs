using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>Filters of lists and dictionaries as a whole.</summary>
internal static class SequenceFilters
{
    public static readonly OperationTable Table = new("filter")
    {
        { "length", "", (value, _, _) => new IntegerValue(Iteration.Length(value)) },
        { "count", "", (value, _, _) => new IntegerValue(Iteration.Length(value)) },
        { "list", "", (value, _, run) => run.List(Iteration.Of(value, run)) },
        {
            "first",
            "",
            (value, _, run) => Iteration.Of(value, run) is [var first, ..] ? first : new UndefinedValue("there is no first item")
        },
        {
            "last",
            "",
            (value, _, run) => Iteration.Of(value, run) is [.., var last] ? last : new UndefinedValue("there is no last item")
        },
        { "reverse", "", Reverse },
        { "items", "", (value, _, run) => Items(value, run) },
        { "dictsort", "case_sensitive? by? reverse?", SortedPairs },
        { "sort", "reverse? case_sensitive? attribute?", Sorted },
        { "unique", "case_sensitive? attribute?", Unique },
        { "min", "case_sensitive? attribute?", (value, given, run) => Extreme(value, given, 1, run) },
        { "max", "case_sensitive? attribute?", (value, given, run) => Extreme(value, given, -1, run) },
        { "sum", "attribute? start?", Sum },
        { "groupby", "attribute default? case_sensitive?", Groups },
        { "batch", "linecount fill_with?", Batches },
        { "slice", "slices fill_with?", Portions },
        { "attr", "name", (value, given, run) => value is DictionaryValue or ListValue or TextValue
            ? throw new TemplateException(TemplateFault.Unsupported, $"the filter 'attr' of a {value.TypeName}")
            : Members.Member(value, given.Text(0).Text, run) },
    };

    private static TemplateValue Reverse(TemplateValue value, BoundArguments given, TemplateRun run) => value is TextValue
        ? Slices.Of(value, null, null, new IntegerValue(-1), run)
        : new IteratorValue([.. Iteration.Of(value, run).Reverse()]);

    private static IteratorValue Items(TemplateValue value, TemplateRun run) => value switch
    {
        UndefinedValue => new IteratorValue([]),
        DictionaryValue dictionary => new IteratorValue(Members.Pairs(dictionary, run).Items),
        _ => throw new TemplateException(TemplateFault.Value, $"the filter 'items' is given a {value.TypeName}"),
    };

    private static ListValue SortedPairs(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var by = given.FindText(1)?.Text ?? "key";
        var (pairs, place) = (
            value is DictionaryValue dictionary
                ? Members.Pairs(dictionary, run).Items
                : throw new TemplateException(TemplateFault.Value, $"the filter 'dictsort' is given a {value.TypeName}"),
            by is "key" or "value"
                ? by == "key" ? 0 : 1
                : throw new TemplateException(TemplateFault.Value, $"dictsort by '{by}'; 'key' and 'value' exist")
        );
        return run.List(Ordering.Sorted(pairs, pair => Folded(((ListValue)pair).Items[place], given.Flag(0)), given.Flag(2)));
    }

    private static ListValue Sorted(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var keys = given.FindText(2)?.Text.Split(',').Select(TextValue.OfMarkup).ToArray<TemplateValue>() ?? [];
        return run.List(Ordering.Sorted(Iteration.Of(value, run), Key, given.Flag(0)));

        TemplateValue Key(TemplateValue item) => keys.Length switch
        {
            0 => Folded(item, given.Flag(1)),
            1 => Folded(Attributes.Of(item, keys[0], run), given.Flag(1)),
            _ => run.List([.. keys.Select(key => Folded(Attributes.Of(item, key, run), given.Flag(1)))]),
        };
    }

    private static IteratorValue Unique(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var seen = new HashSet<TemplateValue>(ValueEquality.Keys);
        return new IteratorValue(
            [.. Iteration.Of(value, run).Where(item => seen.Add(Folded(Attributes.Of(item, given.FindSome(1), run), given.Flag(0))))]
        );
    }

    private static TemplateValue Extreme(TemplateValue value, BoundArguments given, int sign, TemplateRun run)
    {
        TemplateValue? best = null, bestKey = null;
        foreach (var item in Iteration.Of(value, run))
        {
            var key = Folded(Attributes.Of(item, given.FindSome(1), run), given.Flag(0));
            if (bestKey is null || Ordering.Compare(key, bestKey) * sign < 0)
            {
                (best, bestKey) = (item, key);
            }
        }

        return best ?? new UndefinedValue("there is no item, so none is the least or the greatest");
    }

    private static TemplateValue Sum(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var sum = given.Find(1) ?? new IntegerValue(0);
        foreach (var item in Attributes.Of(Iteration.Of(value, run), given.FindSome(0), run))
        {
            sum = Arithmetic.Apply("+", sum, item, run);
        }

        return sum;
    }

    private static ListValue Groups(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var groups = new List<(TemplateValue Folded, TemplateValue Key, List<TemplateValue> Items)>();
        var sorted = Ordering.Sorted(Iteration.Of(value, run), item => Folded(Key(item), given.Flag(2)), reverse: false);
        foreach (var item in sorted)
        {
            var folded = Folded(Key(item), given.Flag(2));
            if (groups.Count == 0 || !ValueEquality.AreEqual(groups[^1].Folded, folded))
            {
                groups.Add((folded, Key(item), []));
            }

            groups[^1].Items.Add(item);
        }

        return run.List([.. groups.Select(group => run.List([group.Key, run.List(group.Items)], isTuple: true))]);

        TemplateValue Key(TemplateValue item) =>
            Attributes.Of(item, given[0], run) is var key && key is UndefinedValue && given.FindSome(1) is { } otherwise ? otherwise : key;
    }

    private static IteratorValue Batches(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var size = (int)Math.Clamp(given.Whole(0, 1), 1, int.MaxValue);
        return new IteratorValue(
            [.. Iteration.Of(value, run).Chunk(size).Select(chunk => run.List(Filled(chunk, size, given.FindSome(1), run)))]
        );
    }

    private static IteratorValue Portions(TemplateValue value, BoundArguments given, TemplateRun run)
    {
        var items = Iteration.Of(value, run);
        var count = given.Whole(0, 1);
        if (count <= 0)
        {
            throw new TemplateException(TemplateFault.Value, "the filter 'slice' needs a number of at least 1");
        }

        run.Spend(count);
        var (size, longer) = (items.Count / count, items.Count % count);
        var (portions, at) = (new List<TemplateValue>(), 0);
        for (var i = 0; i < count; i++)
        {
            var length = (int)(size + (i < longer ? 1 : 0));
            var fill = i >= longer && longer > 0 ? given.FindSome(1) : null;
            portions.Add(run.List(Filled([.. items.Skip(at).Take(length)], length + (fill is null ? 0 : 1), fill, run)));
            at += length;
        }

        return new IteratorValue(portions);
    }

    private static TemplateValue[] Filled(TemplateValue[] items, int size, TemplateValue? fill, TemplateRun run)
    {
        if (fill is null)
        {
            return items;
        }

        run.Spend(size);
        return [.. items, .. Enumerable.Repeat(fill, Math.Max(size - items.Length, 0))];
    }

    /// <summary>A text in lower case unless its case counts; anything else as it is.</summary>
    private static TemplateValue Folded(TemplateValue value, bool caseSensitive) =>
        value is TextValue text && !caseSensitive ? new TextValue(TextOperations.Lower(text.Value)) : value;
}
