namespace Empo.Method.Answers;

/// <summary>Answers in words that say what a formula says, and words of which each stands for the other. No more than mathematics has fixed phrases for.</summary>
internal static class WordMeanings
{
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.Ordinal)
    {
        ["no solutions"] = "no solution",
        ["no real solution"] = "no solution",
        ["no real solutions"] = "no solution",
        ["there is no solution"] = "no solution",
        ["there are no solutions"] = "no solution",
        ["no solution exists"] = "no solution",
        ["no solutions exist"] = "no solution",
        ["empty set"] = "no solution",
        ["the empty set"] = "no solution",
        ["dne"] = "does not exist",
        ["limit does not exist"] = "does not exist",
        ["the limit does not exist"] = "does not exist",
        ["not defined"] = "undefined",
        ["all reals"] = "all real numbers",
        ["all real"] = "all real numbers",
        ["the real numbers"] = "all real numbers",
        ["the set of all real numbers"] = "all real numbers",
        ["positive infinity"] = "infinity",
        ["plus infinity"] = "infinity",
        ["minus infinity"] = "negative infinity",
    };

    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["no solution"] = "{}",
        ["all real numbers"] = "(-∞, ∞)",
        ["infinity"] = "∞",
        ["negative infinity"] = "-∞",
    };

    /// <summary>The one spelling of words that say the same, normalised as by <see cref="TextForm"/>.</summary>
    public static string Of(string words) => Synonyms.GetValueOrDefault(words, words);

    /// <summary>The form of the formula that says what the words say, if any.</summary>
    public static string? FormOf(string words) => Forms.GetValueOrDefault(Of(words));
}
