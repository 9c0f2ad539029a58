using Empo.Stages.Artifacts;

namespace Empo.Stages.Reporting;

/// <summary>One held-out question before and after training.</summary>
/// <param name="Before">Under the base policy.</param>
/// <param name="After">Under the trained one.</param>
internal sealed record FollowedQuestion(EvaluationRow Before, EvaluationRow After)
{
    /// <summary>
    /// The question whose sampled accuracy changed most, up or down as the mean did: it illustrates the change and is not typical,
    /// which the report says. Among equals the lowest id.
    /// </summary>
    public static FollowedQuestion Of(RunRecord run)
    {
        var after = run.Trained.ToDictionary(row => row.QuestionId, StringComparer.Ordinal);
        var direction = Math.Sign(PairedChange.PassAtOne(run).Estimate) is var sign and not 0 ? sign : 1;
        return run.Base.Where(row => after.ContainsKey(row.QuestionId))
            .Select(row => new FollowedQuestion(row, after[row.QuestionId]))
            .OrderByDescending(pair => direction * pair.Gain)
            .ThenByDescending(pair => direction * (pair.After.GreedyCorrect.CompareTo(pair.Before.GreedyCorrect)))
            .ThenBy(pair => pair.Before.QuestionId, StringComparer.Ordinal)
            .First();
    }

    private double Gain => Accuracy(After) - Accuracy(Before);

    private static double Accuracy(EvaluationRow row) => row.Correct / (double)row.Samples;
}
