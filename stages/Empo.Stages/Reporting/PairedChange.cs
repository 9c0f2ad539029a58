using Empo.Method;
using Empo.Stages.Artifacts;

namespace Empo.Stages.Reporting;

/// <summary>The change from the base to the trained policy, paired by question, with a 95 % bootstrap interval over questions.</summary>
internal static class PairedChange
{
    private const ulong Seed = 1;

    /// <summary>
    /// Mean of (trained - base) over the questions that both policies were asked and that have the value; there must be at least one.
    /// </summary>
    public static Interval Of(RunRecord run, Func<EvaluationRow, double?> value)
    {
        var trained = run.Trained.ToDictionary(row => row.QuestionId, StringComparer.Ordinal);
        return Bootstrap.OverQuestions(
            [
                .. run
                    .Base.Where(row => trained.ContainsKey(row.QuestionId))
                    .Select(row => value(trained[row.QuestionId]) - value(row))
                    .OfType<double>(),
            ],
            Seed
        );
    }

    public static Interval Greedy(RunRecord run) => Of(run, row => row.GreedyCorrect is { } correct ? (correct ? 1 : 0) : null);

    public static Interval PassAtOne(RunRecord run) => Of(run, row => row.Accuracy);
}
