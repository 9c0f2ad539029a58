namespace Empo.Method.Answers;

/// <summary>How the two answers of a pair are found, by the names that files of pairs use.</summary>
public static class PairExtraction
{
    /// <summary>The policy of a pair whose answers are among its own <see cref="AnswerPair.Choices"/>.</summary>
    public const string Choices = "string";

    /// <summary>The policy of a pair that names none: a text that is only an answer is taken whole, any other is searched.</summary>
    public const string Default = "any";

    // The first five names are the experiments' own. The last three come from public datasets, where they say what kind of expression may
    // be extracted.
    private static readonly Dictionary<string, ExtractionPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["none"] = ExtractionPolicy.None,
        ["boxed"] = ExtractionPolicy.Boxed,
        ["boxed-or-phrase"] = ExtractionPolicy.BoxedOrPhrase,
        ["any"] = ExtractionPolicy.Any,
        ["choice"] = ExtractionPolicy.Choice,
        ["both"] = ExtractionPolicy.Any,
        ["latex"] = ExtractionPolicy.AnyLatex,
        ["expr"] = ExtractionPolicy.AnyNumber,
    };

    /// <summary>The allowed names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Policies.Keys, Choices];

    /// <summary>The answer that the candidate of a pair gives, or null.</summary>
    /// <exception cref="ArgumentException">There is no such policy.</exception>
    public static string? OfCandidate(string text, string name) => AnswerExtraction.Extract(text, PolicyNamed(name));

    /// <summary>
    /// The answer that the reference of a pair gives, or null. A reference is usually the answer itself: where the policy demands a box, a
    /// phrase or a letter and finds none, the whole text is the answer.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such policy.</exception>
    public static string? OfReference(string text, string name)
    {
        ExtractionPolicy policy = PolicyNamed(name);
        string? found = AnswerExtraction.Extract(text, policy);
        return found is null && policy is (ExtractionPolicy.Boxed or ExtractionPolicy.BoxedOrPhrase or ExtractionPolicy.Choice)
            ? AnswerExtraction.Extract(text, ExtractionPolicy.None)
            : found;
    }

    private static ExtractionPolicy PolicyNamed(string name) => Policies.TryGetValue(name, out ExtractionPolicy policy)
        ? policy
        : throw new ArgumentException($"There is no extraction policy '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
}
