using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Scoring;

namespace Empo.Stages.Reporting;

/// <summary>The text of a report on rollouts that another program sampled.</summary>
internal static class RecordingStory
{
    public const string Caution =
        "Nothing was sampled or trained here: these are another program's responses under the rules below. Falling entropy means "
        + "that answers agree more, not that they are right.";

    public static IReadOnlyList<string> Header { get; } =
    ["round", "questions", "kept", "reward", "semantic entropy, nats", "majority share", "majority right", "reward of right − wrong"];

    /// <summary>How much was scored, and the figures of the first and the last round.</summary>
    public static string Lead(RunRecord run)
    {
        var questions = run.Metric(StageTable.Prepare, null, "training") ?? 0;
        var responses = run
            .Stages.Where(stage => stage.IsOf(StageTable.Rollout))
            .Sum(stage => stage.Metrics.GetValueOrDefault("responses"));
        var lead = string.Create(
            CultureInfo.InvariantCulture,
            $"{responses:N0} recorded responses to {questions:N0} questions in {run.Recorded.Count} "
                + $"{(run.Recorded.Count == 1 ? "round" : "rounds")} were scored by the rule “{run.TextOf(Score.Reward)}”."
        );
        var (first, last) = (run.Recorded[0], run.Recorded[^1]);
        return run.Recorded.Count == 1
            ? $"{lead} Mean semantic entropy is {Figures.Number(first.SemanticEntropy)} nats, the largest cluster holds "
                + $"{Figures.Percent(first.MajorityShare)} of a question's responses{Right(first)}; the filter keeps "
                + $"{Figures.Percent(first.KeptShare)} of the questions."
            : $"{lead} From the first round to the last, mean semantic entropy went from "
                + $"{Figures.Number(first.SemanticEntropy)} to {Figures.Number(last.SemanticEntropy)} nats and the largest cluster "
                + $"from {Figures.Percent(first.MajorityShare)} to {Figures.Percent(last.MajorityShare)} of a question's "
                + $"responses{Right(first, last)}.";
    }

    public static string[] Row(RescoredRound round) =>
    [
        round.Round.ToString(CultureInfo.InvariantCulture),
        round.Questions.ToString(CultureInfo.InvariantCulture),
        Figures.Percent(round.KeptShare),
        Figures.Number(round.Reward, 3),
        Figures.Number(round.SemanticEntropy, 3),
        Figures.Percent(round.MajorityShare),
        Figures.Percent(round.MajorityAccuracy),
        Figures.Number(round.RewardMargin, 3),
    ];

    private static string Right(RescoredRound round) =>
        round.MajorityAccuracy is { } right ? $", the majority is right for {Figures.Percent(right)}" : "";

    private static string Right(RescoredRound first, RescoredRound last) =>
        first.MajorityAccuracy is { } before && last.MajorityAccuracy is { } after
            ? $"; the majority was right for {Figures.Percent(before)} and is for {Figures.Percent(after)}"
            : "";
}
