namespace Empo.Method.Answers;

/// <summary>Whether two meanings agree, and why.</summary>
internal static class MeaningComparison
{
    /// <summary>The reason for which two meanings are equal, or null with the reason against.</summary>
    public static (bool AreEqual, string Why) Compare(Meaning left, Meaning right, int decimals)
    {
        if (left.Forms.Intersect(right.Forms, StringComparer.Ordinal).FirstOrDefault() is { } shared)
        {
            if (left.Name is not null && right.Name is not null && !AreNamesOfOne(left.Name, right.Name, shared) && !shared.StartsWith("0 = ", StringComparison.Ordinal) && !shared.Contains(':', StringComparison.Ordinal))
            {
                return (false, $"both are {shared}, but of {left.Name} and of {right.Name}");
            }

            return left.Unit is not null && right.Unit is not null && left.Unit != right.Unit
                ? (false, $"units differ: {left.Unit} and {right.Unit}")
                : (true, $"same canonical form {shared}");
        }

        return AreClose(left, right, decimals)
            ? (true, $"decimals agree within half a unit of digit {decimals}")
            : (false, $"different canonical forms: {left.Form} and {right.Form}");
    }

    // In a tuple the places say which is which, so (p, q) = (3, 2) has the names of p = 3, q = 2 in any order.
    private static bool AreNamesOfOne(string left, string right, string shared) =>
        left == right || (shared.StartsWith('(') && left.Split('(', ',', ')').Order(StringComparer.Ordinal).SequenceEqual(right.Split('(', ',', ')').Order(StringComparer.Ordinal), StringComparer.Ordinal));

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
