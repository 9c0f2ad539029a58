namespace Empo.Stages.Templates.Values;

/// <summary>
/// When two values are equal, as in Python: numbers by value, whatever their type; texts, lists and dictionaries by content.
/// </summary>
internal sealed class ValueEquality : IEqualityComparer<TemplateValue>
{
    private ValueEquality()
    {
    }

    /// <summary>Equality of the keys of a dictionary.</summary>
    public static ValueEquality Keys { get; } = new();

    /// <summary>Whether a value can be a key of a dictionary.</summary>
    public static bool IsKey(TemplateValue value) => value switch
    {
        ListValue list => list.IsTuple && list.Items.All(IsKey),
        DictionaryValue => false,
        _ => true,
    };

    /// <summary>The number that a value is; null where it is none.</summary>
    public static double? NumberOf(TemplateValue value) => value switch
    {
        BooleanValue flag => flag.IsTrue ? 1 : 0,
        IntegerValue whole => whole.Value,
        FloatValue number => number.Value,
        _ => null,
    };

    /// <summary>The whole number that a value is; null where it is none.</summary>
    public static long? WholeOf(TemplateValue value) => value switch
    {
        BooleanValue flag => flag.IsTrue ? 1 : 0,
        IntegerValue whole => whole.Value,
        _ => null,
    };

    public static bool AreEqual(TemplateValue left, TemplateValue right)
    {
        if (WholeOf(left) is { } one && WholeOf(right) is { } other)
        {
            return one == other;
        }

        return NumberOf(left) is { } first && NumberOf(right) is { } second
            ? first == second
            : (left, right) switch
            {
                (TextValue a, TextValue b) => a.Text == b.Text,
                (ListValue a, ListValue b) => a.IsTuple == b.IsTuple
                    && a.Items.Count == b.Items.Count
                    && a.Items.Zip(b.Items).All(pair => AreEqual(pair.First, pair.Second)),
                (DictionaryValue a, DictionaryValue b) => a.Keys.Count == b.Keys.Count
                    && a.Pairs.All(pair => b.Find(pair.Key) is { } value && AreEqual(pair.Value, value)),
                (UndefinedValue, UndefinedValue) => true,
                _ => ReferenceEquals(left, right),
            };
    }

    public bool Equals(TemplateValue? x, TemplateValue? y) => x is not null && y is not null && AreEqual(x, y);

    /// <exception cref="TemplateException">The value cannot be a key.</exception>
    public int GetHashCode(TemplateValue obj) => obj switch
    {
        TextValue text => text.Text.GetHashCode(StringComparison.Ordinal),
        ListValue list when IsKey(list) => list.Items.Aggregate(
            list.Items.Count,
            (hash, item) => HashCode.Combine(hash, GetHashCode(item))
        ),
        ListValue or DictionaryValue => throw new TemplateException(TemplateFault.Value, $"a {obj.TypeName} cannot be a key"),
        UndefinedValue => 1,
        _ => NumberOf(obj)?.GetHashCode() ?? System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj),
    };
}
