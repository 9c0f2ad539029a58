using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>The order of two values, as Python's <c>&lt;</c>.</summary>
internal static class Ordering
{
    /// <exception cref="TemplateException">The two have no order.</exception>
    public static int Compare(TemplateValue left, TemplateValue right)
    {
        if (ValueEquality.WholeOf(left) is { } one && ValueEquality.WholeOf(right) is { } other)
        {
            return one.CompareTo(other);
        }

        if (ValueEquality.NumberOf(left) is { } first && ValueEquality.NumberOf(right) is { } second)
        {
            return first.CompareTo(second);
        }

        return (left, right) switch
        {
            (TextValue a, TextValue b) => PythonText.Compare(a.Text, b.Text),
            (ListValue a, ListValue b) when a.IsTuple == b.IsTuple => a.Items.Zip(b.Items)
                .Where(pair => !ValueEquality.AreEqual(pair.First, pair.Second))
                .Select(pair => (int?)Compare(pair.First, pair.Second))
                .FirstOrDefault() ?? a.Items.Count.CompareTo(b.Items.Count),
            (UndefinedValue undefined, _) => throw undefined.Error,
            (_, UndefinedValue undefined) => throw undefined.Error,
            _ => throw new TemplateException(TemplateFault.Value, $"a {left.TypeName} and a {right.TypeName} have no order"),
        };
    }

    /// <summary>Items in the order of their keys; equal ones keep their order in both directions.</summary>
    /// <exception cref="TemplateException">Two keys have no order.</exception>
    public static IReadOnlyList<T> Sorted<T>(IEnumerable<T> items, Func<T, TemplateValue> key, bool reverse = false)
    {
        var order = Comparer<TemplateValue>.Create(Compare);
        try
        {
            return [.. reverse ? items.OrderByDescending(key, order) : items.OrderBy(key, order)];
        }
        catch (InvalidOperationException exception) when (exception.InnerException is TemplateException inner)
        {
            throw new TemplateException(inner.Fault, inner.Message);
        }
    }

    /// <summary>Whether a value occurs in another: an item of a list, a key, a part of a text.</summary>
    /// <exception cref="TemplateException">Nothing can occur in it.</exception>
    public static bool Contains(TemplateValue container, TemplateValue item, TemplateRun run)
    {
        switch (container)
        {
            case TextValue text:
                run.SpendText(text.Text.Length);
                return item is TextValue part
                    ? text.Text.Contains(part.Text, StringComparison.Ordinal)
                    : throw new TemplateException(TemplateFault.Value, $"a {item.TypeName} cannot occur in a text");
            case DictionaryValue dictionary:
                return dictionary.Holds(item);
            default:
                var items = Iteration.Of(container, run);
                run.Spend(items.Count * Math.Min(item.Size, 1_000_000));
                return items.Any(other => ValueEquality.AreEqual(other, item));
        }
    }
}
