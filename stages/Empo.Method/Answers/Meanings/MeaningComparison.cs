namespace Empo.Method.Answers;

/// <summary>Whether two meanings agree, and why.</summary>
internal static class MeaningComparison
{
    /// <summary>The reason for which two meanings are equal, or null with the reason against.</summary>
    public static (bool AreEqual, string Why) Compare(Meaning left, Meaning right, int decimals)
    {
        // An equation that both state settles more than the value that both give.
        string? shared = left.Forms.Intersect(right.Forms, StringComparer.Ordinal).OrderBy(form => form.StartsWith("0 = ", StringComparison.Ordinal) ? 0 : 1).FirstOrDefault();
        if (shared is null && !AreClose(left, right, decimals))
        {
            return (false, $"different canonical forms: {left.Form} and {right.Form}");
        }

        string form = shared ?? left.Form;
        if (left.Name is not null && right.Name is not null && !AreNamesOfOne(left.Name, right.Name, form) && !form.StartsWith("0 = ", StringComparison.Ordinal) && !form.Contains(':', StringComparison.Ordinal))
        {
            return (false, $"both are {form}, but of {left.Name} and of {right.Name}");
        }

        // Where decimals were rounded, so were the amounts in base units; what they measure was not.
        bool areOfOneUnit = left.Unit is null || right.Unit is null || (shared is null ? DimensionOf(left.Unit) == DimensionOf(right.Unit) : left.Unit == right.Unit);
        return !areOfOneUnit
            ? (false, $"units differ: {left.Unit} and {right.Unit}")
            : (true, shared is null ? $"decimals agree within half a unit of digit {decimals}" : $"same canonical form {shared}");
    }

    private static string DimensionOf(string unit) => unit[(unit.LastIndexOf(' ') + 1)..];

    // In a tuple the places say which is which, so (p, q) = (3, 2) has the names of p = 3, q = 2 in any order.
    private static bool AreNamesOfOne(string left, string right, string shared) =>
        left == right || IsIndexed(left, right) || IsIndexed(right, left) || (shared.StartsWith('(') && left.Split('(', ',', ')').Order(StringComparer.Ordinal).SequenceEqual(right.Split('(', ',', ')').Order(StringComparer.Ordinal), StringComparer.Ordinal));

    // The solutions x = 3, x = -2 are x_1 and x_2 elsewhere.
    private static bool IsIndexed(string plain, string names) =>
        plain.Length == 1 && names.Split(['(', ',', ')'], StringSplitOptions.RemoveEmptyEntries).All(name => name.StartsWith(plain + "_{", StringComparison.Ordinal));

    /// <summary>
    /// Whether values agree but for the rounding of decimals: |a - b| &lt; 0.5·10^-d · min(1, max(|a|, |b|)), item by item. At most one rounding
    /// in the last digit that the data set's reference compares, and never more than that share of a small value.
    /// </summary>
    public static bool AreClose(Meaning left, Meaning right, int decimals)
    {
        if (left.Collection is not null || right.Collection is not null)
        {
            return left.Collection == right.Collection && left.Items.Count == right.Items.Count && AreItemsClose(left, right, decimals);
        }

        if (left.Form == right.Form)
        {
            return true;
        }

        if (!(left.IsDecimal || right.IsDecimal) || left.Value is not { } a || right.Value is not { } b)
        {
            return false;
        }

        double size = Math.Min(1, Math.Max(a.Abs().High, b.Abs().High));
        return (a + -b).Abs().High < 0.5 * Math.Pow(10, -decimals) * size;
    }

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
