using Empo.Stages.Artifacts;

namespace Empo.Stages.Reporting;

/// <summary>One held-out question before and after training.</summary>
/// <param name="Before">Under the base policy.</param>
/// <param name="After">Under the trained policy.</param>
internal sealed record FollowedQuestion(EvaluationRow Before, EvaluationRow After)
{
    /// <summary>
    /// The question whose sampled accuracy changed most in the direction of the mean. It illustrates the change and is not typical; the
    /// report says so. Ties go to the lowest id. Where no question has an answer, it is the one whose semantic entropy changed most. Null
    /// where nothing was evaluated.
    /// </summary>
    public static FollowedQuestion? Of(RunRecord run)
    {
        if (!run.IsEvaluated)
        {
            return null;
        }

        Func<EvaluationRow, double?> value = run.HasAccuracy ? row => row.Accuracy : row => row.SemanticEntropy;
        var after = run.Trained.ToDictionary(row => row.QuestionId, StringComparer.Ordinal);
        var direction = Math.Sign(PairedChange.Of(run, value).Estimate) is var sign and not 0 ? sign : 1;
        return run.Base.Where(row => after.ContainsKey(row.QuestionId) && value(row) is not null)
            .Select(row => new FollowedQuestion(row, after[row.QuestionId]))
            .OrderByDescending(pair => direction * (value(pair.After) - value(pair.Before)))
            .ThenByDescending(pair => direction * ((pair.After.GreedyCorrect == true).CompareTo(pair.Before.GreedyCorrect == true)))
            .ThenBy(pair => pair.Before.QuestionId, StringComparer.Ordinal)
            .First();
    }
}
