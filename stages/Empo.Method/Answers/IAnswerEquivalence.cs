namespace Empo.Method;

/// <summary>
/// When two answers mean the same. Equality is equality of canonical forms, so it is symmetric and transitive by construction and
/// a group of G answers takes G normalisations and a dictionary instead of G(G-1)/2 comparisons.
/// </summary>
public interface IAnswerEquivalence
{
    /// <summary>A text that is the same for all answers with one meaning. Never throws; any text has a form.</summary>
    string CanonicalForm(string answer);

    /// <summary>Whether two answers mean the same.</summary>
    bool AreEqual(string left, string right) =>
        string.Equals(CanonicalForm(left), CanonicalForm(right), StringComparison.Ordinal);
}
