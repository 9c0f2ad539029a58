namespace Empo.Method.Answers;

/// <summary>
/// Decides when two answers mean the same. Each answer has a canonical form, and answers with equal forms are equal, so a group of G
/// answers takes G readings and a dictionary instead of G(G-1)/2 comparisons.
/// </summary>
public interface IAnswerEquivalence
{
    /// <summary>A text that is the same for answers with the same meaning. Never throws; every text has a form.</summary>
    string CanonicalForm(string answer);

    /// <summary>Whether two answers mean the same.</summary>
    bool AreEqual(string left, string right) =>
        string.Equals(CanonicalForm(left), CanonicalForm(right), StringComparison.Ordinal);

    /// <summary>
    /// Whether an answer is correct by its label. It may accept more than equality does, because one side is known to be the label.
    /// </summary>
    bool IsCorrect(string answer, string label) => AreEqual(answer, label);

    /// <summary>
    /// Cluster id of each answer, numbered from 0 in the order of first appearance. A null (no answer) equals nothing, not even
    /// another null: it is a separate cluster and still counts in the group size.
    /// </summary>
    int[] Cluster(IReadOnlyList<string?> answers) => AnswerClusters.ByForm(answers, CanonicalForm);
}
