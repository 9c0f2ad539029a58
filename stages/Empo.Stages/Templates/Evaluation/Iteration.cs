using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Templates.Evaluation;

/// <summary>The items of a value.</summary>
internal static class Iteration
{
    /// <exception cref="TemplateException">The value has no items.</exception>
    public static IReadOnlyList<TemplateValue> Of(TemplateValue value, TemplateRun run)
    {
        var items = Find(value) ?? throw new TemplateException(TemplateFault.Value, $"a {value.TypeName} has no items");
        run.Spend(items.Count);
        return items;
    }

    /// <summary>The same; null where the value has no items.</summary>
    public static IReadOnlyList<TemplateValue>? Find(TemplateValue value) => value switch
    {
        ListValue list => list.Items,
        IteratorValue iterator => iterator.Take(),
        DictionaryValue dictionary => dictionary.Keys,
        TextValue text => Characters(text.Value),
        UndefinedValue => [],
        _ => null,
    };

    /// <summary>Whether it has items, without taking those of an iterator.</summary>
    public static bool Has(TemplateValue value) => value is ListValue or IteratorValue or DictionaryValue or TextValue or UndefinedValue;

    /// <summary>Number of items, as <c>len</c>.</summary>
    /// <exception cref="TemplateException">The value has no length.</exception>
    public static long Length(TemplateValue value) => value switch
    {
        ListValue list => list.Items.Count,
        DictionaryValue dictionary => dictionary.Keys.Count,
        TextValue text => PythonText.Length(text.Text),
        UndefinedValue => 0,
        _ => throw new TemplateException(TemplateFault.Value, $"a {value.TypeName} has no length"),
    };

    private static TemplateValue[] Characters(PromptText text)
    {
        var starts = PythonText.Starts(text.Text);
        return [.. Enumerable.Range(0, starts.Count - 1).Select(i => new TextValue(text.Slice(starts[i], starts[i + 1])))];
    }
}
