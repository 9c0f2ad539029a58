namespace Empo.Method.Answers;

/// <summary>
/// Only equality of texts after trimming. EMPO's TRL recipe does this in effect, because it compares the string form of parsed answers.
/// With an equality, its sweep and clusters by form give the same result.
/// </summary>
public sealed class TextEquivalence : IAnswerEquivalence
{
    /// <inheritdoc/>
    public string CanonicalForm(string answer) => answer.Trim();
}
