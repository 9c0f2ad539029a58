namespace Empo.Method.Answers;

/// <summary>
/// Equal texts after trimming, and nothing else: what the TRL recipe of EMPO does in effect, because it compares the string form
/// of parsed answers. With an equality its sweep and clusters by form agree.
/// </summary>
public sealed class TextEquivalence : IAnswerEquivalence
{
    /// <inheritdoc/>
    public string CanonicalForm(string answer) => answer.Trim();
}
