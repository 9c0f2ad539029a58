namespace Empo.Method.Answers.Meanings;

/// <summary>
/// Answers in words that mean the same as a formula, and words that are synonyms. Only fixed phrases of mathematics are listed.
/// </summary>
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
        ["+ infinity"] = "infinity",
        ["- infinity"] = "negative infinity",
        ["true"] = "yes",
        ["false"] = "no",
        ["correct"] = "yes",
        ["incorrect"] = "no",
        ["是"] = "yes",
        ["否"] = "no",
        ["正确"] = "yes",
        ["错误"] = "no",
        ["对"] = "yes",
        ["错"] = "no",
        ["はい"] = "yes",
        ["いいえ"] = "no",
        ["无解"] = "no solution",
        ["无实数解"] = "no solution",
        ["方程无解"] = "no solution",
        ["解なし"] = "no solution",
        ["空集"] = "no solution",
        ["不存在"] = "does not exist",
    };

    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["no solution"] = "{}",
        ["all real numbers"] = "(-∞, ∞)",
        ["infinity"] = "∞",
        ["negative infinity"] = "-∞",
    };

    /// <summary>The common spelling of words that mean the same, normalised as by <see cref="TextForm"/>.</summary>
    public static string Of(string words)
    {
        // "an isosceles triangle"
        string bare =
            words.StartsWith("the ", StringComparison.Ordinal) ? words[4..]
            : words.StartsWith("an ", StringComparison.Ordinal) ? words[3..]
            : words;
        return Synonyms.GetValueOrDefault(words) ?? Synonyms.GetValueOrDefault(bare, bare);
    }

    /// <summary>The form of the formula that means the same as the words, if any.</summary>
    public static string? FormOf(string words) => Forms.GetValueOrDefault(Of(words));
}
