using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Review;
using Empo.Stages.Scoring;

namespace Empo.Stages.Programs;

/// <summary>Turns scores into the questions that the round trains on, a reason for each dropped question, and advantages.</summary>
internal static class FilterStage
{
    public static void Run(StageContext context)
    {
        var settings = context.Settings;
        var scores = ArtifactTable
            .Read(context.Input(InputRole.Scores).Path, ScoreRow.Schema)
            .ToLookup(row => row.QuestionId, StringComparer.Ordinal);
        var order = ArtifactTable.Read(context.Input(InputRole.Groups).Path, GroupRow.Schema);
        var limit = settings.Get(Rollout.Questions);
        var most = limit > 0 ? limit : order.Count;
        var review = Review(context);
        SelectionRow[] selection =
        [
            .. QuestionSelection.Select(
                order.Select(group => (group, (IReadOnlyList<ScoreRow>)[.. scores[group.QuestionId]])),
                Thresholds(settings),
                most,
                AdvantageRule.From(settings),
                review
            ),
        ];

        ArtifactTable.Write(context.Output(StageTable.Selection), SelectionRow.Schema, selection);

        Report(context, selection, order.Count, limit > 0 ? limit : 0);
        if (context.FindInput(InputRole.Decisions) is not null)
        {
            // The report states which labels a run has seen. A reviewer's corrections are labels.
            context.Metric(
                FilterMetrics.Corrected,
                selection
                    .Where(row => row.Kept && review.Find(row.QuestionId)?.Verdict == ReviewVerdict.Correct)
                    .DistinctBy(row => row.QuestionId)
                    .Count()
            );
        }
    }

    private static void Report(StageContext context, SelectionRow[] selection, int questions, int limit)
    {
        var reasons = selection
            .DistinctBy(row => row.QuestionId)
            .GroupBy(row => row.Reason)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var kept = reasons.GetValueOrDefault(QuestionSelection.Kept);
        context.Metric(FilterMetrics.Kept, kept);
        context.Metric(FilterMetrics.Questions, questions);
        context.Metric(FilterMetrics.Shortfall, Math.Max(0, limit - kept));
        var counts = reasons.OrderBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => $"{reason.Key}={reason.Value}");
        context.Log.Detail($"questions={questions} {string.Join(' ', counts)}{FilterMetrics.ShortfallText(context.Metrics)}");
    }

    private static ReviewedQuestions Review(StageContext context) => new(
        context.FindInput(InputRole.Decisions) is { } file ? ReviewDecisions.Read(file.Path) : new Dictionary<string, ReviewDecision>(),
        AnswerRules.FormsOf(context.Settings.Get(Score.Equivalence)));

    private static FilterThresholds Thresholds(SettingSlice settings) => new()
    {
        EntropyLow = settings.Get(Filter.EntropyLow),
        EntropyHigh = settings.Get(Filter.EntropyHigh),
        EntropyAsShare = settings.Get(Filter.EntropyUnits) == EntropyUnit.Share,
        Unanimous = settings.Get(Filter.Unanimous),
        AllDifferent = settings.Get(Filter.AllDifferent),
        MajorityLow = settings.Get(Filter.MajorityLow),
        MajorityHigh = settings.Get(Filter.MajorityHigh),
        UnansweredHigh = settings.Get(Filter.NoAnswer),
        RewardLow = settings.Get(Filter.RewardLow),
        RewardHigh = settings.Get(Filter.RewardHigh),
    };
}
