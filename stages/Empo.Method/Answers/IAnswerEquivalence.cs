namespace Empo.Method.Answers;

/// <summary>
/// When two answers mean the same. An answer has a canonical form, and equal forms are equal answers, so a group of G answers takes G
/// readings and a dictionary instead of G(G-1)/2 comparisons.
/// </summary>
public interface IAnswerEquivalence
{
    /// <summary>A text that is the same for answers with one meaning. Never throws; any text has a form.</summary>
    string CanonicalForm(string answer);

    /// <summary>Whether two answers mean the same.</summary>
    bool AreEqual(string left, string right) =>
        string.Equals(CanonicalForm(left), CanonicalForm(right), StringComparison.Ordinal);

    /// <summary>Whether an answer is right by its label; may know more than equality of two answers does, because a label is one.</summary>
    bool IsCorrect(string answer, string label) => AreEqual(answer, label);

    /// <summary>
    /// Cluster id of each answer, numbered from 0 in the order of first appearance. A null (no answer) equals nothing, not even
    /// another null: it is a cluster of its own and still counts in the group size.
    /// </summary>
    int[] Cluster(IReadOnlyList<string?> answers) => AnswerClusters.ByForm(answers, CanonicalForm);
}
