namespace Empo.Method;

/// <summary>Equivalences and extraction policies by the names that experiments use.</summary>
public static class AnswerEquivalences
{
    /// <summary>Names admitted.</summary>
    public static IReadOnlyList<string> Names { get; } = ["canonical", "verl", "trl-math", "text"];

    /// <summary>
    /// <c>canonical</c>: mathematical equality by canonical form. <c>verl</c>: the same, numbers within 0.2 % equal, clusters by first
    /// representative. <c>trl-math</c>: trimmed text, clusters by sweep. <c>text</c>: trimmed text.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such equivalence.</exception>
    public static IAnswerEquivalence Find(string name) => name switch
    {
        "canonical" => new CanonicalEquivalence(),
        "verl" => new LooseEquivalence(),
        "trl-math" or "text" => new TextEquivalence(),
        _ => throw new ArgumentException($"There is no answer equivalence '{name}'; there are {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <summary>The policy <c>boxed</c>, <c>boxed-or-phrase</c>, <c>any</c> or <c>choice</c>.</summary>
    /// <exception cref="ArgumentException">There is no such policy.</exception>
    public static ExtractionPolicy ExtractionNamed(string name) => name switch
    {
        "boxed" => ExtractionPolicy.Boxed,
        "boxed-or-phrase" => ExtractionPolicy.BoxedOrPhrase,
        "any" => ExtractionPolicy.Any,
        "choice" => ExtractionPolicy.Choice,
        _ => throw new ArgumentException($"There is no extraction policy '{name}'; there are boxed, boxed-or-phrase, any, choice.", nameof(name)),
    };
}
