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

    /// <summary>Comparisons of parts that one comparison may take: values can share their parts, so that there are 2^n of them.</summary>
    private const int MostParts = 1_000_000;

    /// <summary>
    /// Whether a value can be a key of a dictionary. Tuples inside of tuples cannot, unlike in Python: no template needs them, and their
    /// parts may be without number.
    /// </summary>
    public static bool IsKey(TemplateValue value) => value switch
    {
        ListValue list => list.IsTuple && list.Items.All(item => item is not (ListValue or DictionaryValue)),
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

    /// <exception cref="TemplateException">The values have too many parts.</exception>
    public static bool AreEqual(TemplateValue left, TemplateValue right)
    {
        var parts = 0;
        return AreEqual(left, right, ref parts);
    }

    private static bool AreEqual(TemplateValue left, TemplateValue right, ref int parts)
    {
        if (ReferenceEquals(left, right) && left is not FloatValue)
        {
            return true;
        }

        if (++parts > MostParts)
        {
            throw new TemplateException(TemplateFault.Limit, $"a comparison takes more than {MostParts} parts");
        }

        if (WholeOf(left) is { } one && WholeOf(right) is { } other)
        {
            return one == other;
        }

        if (NumberOf(left) is { } first && NumberOf(right) is { } second)
        {
            return first == second;
        }

        return (left, right) switch
        {
            (TextValue a, TextValue b) => a.Text == b.Text,
            (ListValue a, ListValue b) => AreEqual(a, b, ref parts),
            (DictionaryValue a, DictionaryValue b) => AreEqual(a, b, ref parts),
            (UndefinedValue, UndefinedValue) => true,
            _ => ReferenceEquals(left, right),
        };
    }

    private static bool AreEqual(ListValue left, ListValue right, ref int parts)
    {
        if (left.IsTuple != right.IsTuple || left.Items.Count != right.Items.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Items.Count; i++)
        {
            if (!AreEqual(left.Items[i], right.Items[i], ref parts))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(DictionaryValue left, DictionaryValue right, ref int parts)
    {
        if (left.Keys.Count != right.Keys.Count)
        {
            return false;
        }

        foreach (var pair in left.Pairs)
        {
            if (right.Find(pair.Key) is not { } value || !AreEqual(pair.Value, value, ref parts))
            {
                return false;
            }
        }

        return true;
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
