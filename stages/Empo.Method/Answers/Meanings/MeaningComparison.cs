
namespace Empo.Method.Answers.Meanings;

/// <summary>Whether two meanings agree, and why.</summary>
internal static class MeaningComparison
{
    /// <summary>Whether two meanings are equal, with the reason for or against.</summary>
    public static (bool AreEqual, string Why) Compare(Meaning left, Meaning right, int decimals)
    {
        // An equation that both state is stronger evidence than a value that both give.
        string? shared = SharedForm(left, right);
        if (shared is null && !AreClose(left, right, decimals))
        {
            return (false, $"different canonical forms: {left.Form} and {right.Form}");
        }

        string form = shared ?? left.Form;
        if (
            left.Name is not null
            && right.Name is not null
            && !AreNamesOfOne(left.Name, right.Name, form)
            && !form.StartsWith("0 = ", StringComparison.Ordinal)
            && !form.Contains(':', StringComparison.Ordinal)
        )
        {
            return (false, $"both are {form}, but of {left.Name} and of {right.Name}");
        }

        // Rounded decimals were compared in their units already.
        bool areOfOneUnit =
            left.Unit is null
            || right.Unit is null
            || shared is null
            || left.Unit == right.Unit
            || AreOneTemperature(left.Unit, right.Unit)
            || AreOneCurrency(left.Unit, right.Unit);
        return !areOfOneUnit
            ? (false, $"units differ: {left.Unit} and {right.Unit}")
            : (true, shared is null ? $"decimals agree within half a unit of digit {decimals}" : $"same canonical form {shared}");
    }

    private static string? SharedForm(Meaning left, Meaning right)
    {
        string? shared = right.HasForm(left.Form) ? left.Form : null;
        foreach (string form in left.OtherForms)
        {
            bool isEquation =
                form.StartsWith("0 = ", StringComparison.Ordinal) && shared?.StartsWith("0 = ", StringComparison.Ordinal) is not true;
            shared = (shared is null || isEquation) && right.HasForm(form) ? form : shared;
        }

        return shared;
    }

    private static string DimensionOf(string unit) => unit[(unit.LastIndexOf(' ') + 1)..];

    // 25° may be 25 °C with its letter omitted.
    private static bool AreOneTemperature(string left, string right) =>
        (DimensionOf(left), DimensionOf(right)) is ("rad", "degC" or "degF") or ("degC" or "degF", "rad");

    // ¥ is the sign of both yuan and yen.
    private static bool AreOneCurrency(string left, string right) =>
        (DimensionOf(left), DimensionOf(right)) is ("CJY", "CNY" or "JPY") or ("CNY" or "JPY", "CJY");

    // In a tuple the positions assign the values, so (p, q) = (3, 2) has the names of p = 3, q = 2 in any order.
    private static bool AreNamesOfOne(string left, string right, string shared) =>
        left == right
        || (shared[0] is '~' or '+' && (IsFunction(left, right) || IsFunction(right, left)))
        || IsIndexed(left, right)
        || IsIndexed(right, left)
        || (
            shared.StartsWith('(')
            && left.Split('(', ',', ')')
                .Order(StringComparer.Ordinal)
                .SequenceEqual(right.Split('(', ',', ')').Order(StringComparer.Ordinal), StringComparer.Ordinal)
        );

    // y = x² is the function f(x) = x².
    private static bool IsFunction(string value, string name) => value == "y" && name is "f" or "g" or "h";

    // Other answers call the solutions x = 3, x = -2 x_1 and x_2.
    private static bool IsIndexed(string plain, string names) =>
        plain.Length == 1
        && names
            .Split(['(', ',', ')'], StringSplitOptions.RemoveEmptyEntries)
            .All(name => name.StartsWith(plain + "_{", StringComparison.Ordinal));

    /// <summary>
    /// Whether values agree except for the rounding of decimals: |a - b| &lt; 0.5·10^-d · min(1, max(|a|, |b|)), item by item. At most one
    /// rounding in the last digit that the data set's reference compares, and never more than that share of a small value.
    /// </summary>
    public static bool AreClose(Meaning left, Meaning right, int decimals)
    {
        if (left.Collection is not null || right.Collection is not null)
        {
            return left.Collection == right.Collection && left.Items.Count == right.Items.Count && AreItemsClose(left, right, decimals);
        }

        if (left.Form == right.Form && (left.Unit is null || right.Unit is null || left.Unit == right.Unit))
        {
            return true;
        }

        if (
            !(left.IsDecimal || right.IsDecimal)
            || (left.Unit is not null && right.Unit is not null && DimensionOf(left.Unit) != DimensionOf(right.Unit))
        )
        {
            return false;
        }

        bool areInUnits = left.BaseValue is not null && right.BaseValue is not null;
        if ((areInUnits ? left.BaseValue : left.Value) is not { } a || (areInUnits ? right.BaseValue : right.Value) is not { } b)
        {
            return false;
        }

        double difference = (a + -b).Abs().High;
        return areInUnits
            ? AreAmountsClose(left, right, difference, decimals)
            : IsRounding(difference, Math.Max(a.Abs().High, b.Abs().High), decimals);
    }

    // The rounding is measured in the written units of both sides.
    private static bool AreAmountsClose(Meaning left, Meaning right, double difference, int decimals) =>
        new[] { left, right }.All(side =>
            side is { Value: { } amount, BaseValue: { } value }
            && !value.IsZero
            && amount.Abs().High / value.Abs().High is var scale
            && IsRounding(difference * scale, amount.Abs().High, decimals)
        );

    private static bool IsRounding(double difference, double size, int decimals) =>
        difference < 0.5 * Math.Pow(10, -decimals) * Math.Min(1, size);

    private static bool AreItemsClose(Meaning left, Meaning right, int decimals)
    {
        if (left.Collection != "set")
        {
            return left.Items.Zip(right.Items).All(pair => AreClose(pair.First, pair.Second, decimals));
        }

        return left.Items.Count <= 64 && left.Items.All(item => right.Items.Any(other => AreClose(item, other, decimals)))
            && right.Items.All(item => left.Items.Any(other => AreClose(item, other, decimals)));
    }
}
