using Empo.Stages.Artifacts;

namespace Empo.Stages.Reporting;

/// <summary>One held-out question before and after training.</summary>
/// <param name="Before">Under the base policy.</param>
/// <param name="After">Under the trained one.</param>
internal sealed record FollowedQuestion(EvaluationRow Before, EvaluationRow After)
{
    /// <summary>
    /// The question whose sampled accuracy changed most, up or down as the mean did: it illustrates the change and is not typical,
    /// which the report says. Among equals the lowest id. Where no question has an answer, the one whose semantic entropy changed most;
    /// null where nothing was evaluated.
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
