using Empo.Method.Answers.Meanings;

namespace Empo.Method.Answers;

/// <summary>
/// Mathematical equality of answers, the default: each answer is parsed into a tree and written in a canonical form; answers with equal
/// forms are equal. docs/answers.md states the rules, what is proved and what is only very probable.
/// <para>
/// Three things go beyond the form and are checked between answers whose forms are equal or close: contradicting units, contradicting names
/// (<c>x = 5</c>, <c>y = 5</c>), and rounded decimals.
/// </para>
/// </summary>
/// <param name="decimals">Digits to which rounded decimals must agree; 6 in the public data sets.</param>
public sealed class CanonicalEquivalence(int decimals = 6) : IAnswerEquivalence
{
    /// <summary>Version of the rules; verdicts of different versions may differ.</summary>
    public const int RulesVersion = 5;

    /// <inheritdoc/>
    public string CanonicalForm(string answer) => AnswerReader.Read(answer)?.Form ?? "";

    /// <inheritdoc/>
    public bool AreEqual(string left, string right) => Judge(left, right).AreEqual;

    /// <summary>
    /// Each distinct text is read once. An answer joins the first cluster that shares one of its forms and does not contradict its name or
    /// unit. A decimal may also join a cluster whose value it rounds.
    /// </summary>
    public int[] Cluster(IReadOnlyList<string?> answers)
    {
        MeaningClusters clusters = new(decimals);
        return [.. answers.Select(clusters.Add)];
    }

    /// <inheritdoc/>
    public bool IsCorrect(string answer, string label) => JudgeAnswer(label, answer).AreEqual;

    /// <summary>
    /// The verdict on an answer against the label: correct if the two are equal as answers, or by one of the rules that need the label
    /// (<see cref="LabelComparison"/>). It is not symmetric, so it is not used for clusters.
    /// </summary>
    public AnswerVerdict JudgeAnswer(string? label, string? answer, CancellationToken cancellation = default)
    {
        Meaning? first = label is null ? null : AnswerReader.Read(label, cancellation);
        Meaning? second = answer is null ? null : answer == label ? first : AnswerReader.Read(answer, cancellation);
        AnswerVerdict verdict = VerdictOn(first, second);
        if (verdict.AreEqual || first is null || second is null)
        {
            return verdict;
        }

        return LabelComparison.Reason(label!, first, answer!, second, decimals, cancellation) is { } reason
            ? verdict with
            {
                AreEqual = true,
                Why = $"against the label: {reason}",
            }
            : verdict;
    }

    /// <summary>The verdict on two answers with its reason. An empty answer equals nothing.</summary>
    public AnswerVerdict Judge(string? left, string? right, CancellationToken cancellation = default)
    {
        Meaning? first = left is null ? null : AnswerReader.Read(left, cancellation);
        Meaning? second = right is null ? null : right == left ? first : AnswerReader.Read(right, cancellation);
        return VerdictOn(first, second);
    }

    private AnswerVerdict VerdictOn(Meaning? first, Meaning? second)
    {
        if (first is null || second is null)
        {
            return new AnswerVerdict
            {
                AreEqual = false,
                LeftForm = first?.Form,
                RightForm = second?.Form,
                Why = first is null ? "the first has no answer" : "the second has no answer",
            };
        }

        (bool areEqual, string why) = MeaningComparison.Compare(first, second, decimals);
        return new AnswerVerdict { AreEqual = areEqual, LeftForm = first.Form, RightForm = second.Form, Why = why };
    }
}
