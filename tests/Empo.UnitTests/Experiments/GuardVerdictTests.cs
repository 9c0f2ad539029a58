using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Storage;

namespace Empo.UnitTests.Experiments;

public sealed class GuardVerdictTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void The_first_round_beyond_a_limit_stops_and_leaves_the_policy_measured_before_it()
    {
        var verdict = Judge("", "distinct_majorities", 0.7, 0.7, 0.6, 0.4, 0.2);

        var stop = verdict.Stop!;
        Assert.Equal((4, "distinct_majorities", "guard.distinct_majorities.stop"), (stop.Round, stop.Limit.Indicator, stop.Setting));
        Assert.Equal(0.65 * 0.7, stop.Bound, 12);
        Assert.Equal(2, verdict.LastGoodRound);
        Assert.Equal(
            "distinct_majorities is 0.4 in round 4, below 0.455: ever more questions get the same majority answer. By round: "
                + "1:0.7 2:0.7 3:0.6 4:0.4",
            stop.ToString()
        );
    }

    [Fact]
    public void Rounds_after_the_stop_are_not_reported()
    {
        var verdict = Judge("", "distinct_majorities", 0.7, 0.5, 0.4, 0.1);

        Assert.Equal([(2, false), (3, true)], verdict.Findings.Select(finding => (finding.Round, finding.Stops)));
    }

    [Theory]
    [InlineData("no_answer", "", 0.05, 0.34, false)]
    [InlineData("no_answer", "", 0.05, 0.36, true)]
    [InlineData("information", "  information: {stop: 0.5}\n", 1.0, 0.49, true)]
    [InlineData("information", "  information: {stop: 0.5}\n", 1.0, 0.51, false)]
    [InlineData("information", "  information: {stop: 0.5}\n", -0.001, -0.1, false)]
    [InlineData("information", "", 1.0, 0.1, false)]
    [InlineData("majority_share", "  majority_share: {stop: 0.9}\n", 0.2, 0.91, true)]
    [InlineData("majority_share", "  majority_share: {stop: 0.9}\n", 0.2, 0.9, false)]
    [InlineData("semantic_entropy", "  semantic_entropy: {stop: 0.1}\n", 2.0, 0.09, true)]
    [InlineData("semantic_entropy", "  semantic_entropy: {stop: none}\n", 2.0, 0.0, false)]
    public void Each_kind_of_limit_holds_on_its_own_side(string indicator, string limits, double first, double second, bool stops) =>
        Assert.Equal(stops, Judge(limits, indicator, first, second).Stop is not null);

    [Fact]
    public void Warn_keeps_the_findings_and_stops_nothing()
    {
        var verdict = Judge("  action: warn\n", "distinct_majorities", 0.7, 0.1);

        Assert.Null(verdict.Stop);
        Assert.Equal("guard.distinct_majorities.stop", Assert.Single(verdict.Findings).Setting);
    }

    [Fact]
    public void Off_judges_nothing() => Assert.Empty(Judge("  action: off\n", "distinct_majorities", 0.7, 0.1).Findings);

    [Fact]
    public void Small_rounds_are_not_judged() => Assert.Empty(Judge("  min_questions: 65\n", "distinct_majorities", 0.7, 0.1).Findings);

    [Fact]
    public void Accuracy_on_development_questions_must_fall_beyond_its_interval()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 2\nevaluate: {every: 1, split: development}\n");
        NodeStatus[] Evaluated(double high) =>
        [
            Status(experiment, "evaluate", 0, new() { ["pass@1"] = 0.5, ["pass@1_high"] = 0.55 }),
            Status(experiment, "evaluate", 1, new() { ["pass@1"] = 0.48, ["pass@1_high"] = 0.53 }),
            Status(experiment, "evaluate", 2, new() { ["pass@1"] = 0.4, ["pass@1_high"] = high }),
        ];

        Assert.Null(GuardVerdict.Of(experiment, Evaluated(0.46)).Stop);
        var verdict = GuardVerdict.Of(experiment, Evaluated(0.44));

        Assert.Equal((2, "accuracy", 1), (verdict.Stop!.Round, verdict.Stop.Limit.Indicator, verdict.LastGoodRound));
    }

    [Fact]
    public void An_evaluation_without_answers_is_no_policy_to_lead_back_to()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 2\nevaluate: {every: 1, split: development}\n");

        var verdict = GuardVerdict.Of(
            experiment,
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(round => Status(experiment, "evaluate", round, new() { ["semantic_entropy"] = 1, ["labelled"] = 0 })),
            ]
        );

        Assert.Empty(verdict.Findings);
        Assert.Equal(-1, verdict.LastEvaluatedRound);
    }

    [Fact]
    public void Accuracy_on_the_evaluation_questions_is_never_judged()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 1\n");

        var verdict = GuardVerdict.Of(
            experiment,
            [
                Status(experiment, "evaluate", 0, new() { ["pass@1"] = 0.5, ["pass@1_high"] = 0.55 }),
                Status(experiment, "evaluate", 1, new() { ["pass@1"] = 0, ["pass@1_high"] = 0 }),
            ]
        );

        Assert.Empty(verdict.Findings);
    }

    private GuardVerdict Judge(string limits, string indicator, params double[] values)
    {
        var experiment = _text.Read($"dataset: d.yaml\nrounds: {values.Length}\n{(limits.Length > 0 ? $"guard:\n{limits}" : "")}");
        return GuardVerdict.Of(
            experiment,
            values.Select((value, i) => Status(experiment, "guard", i + 1, new() { ["questions"] = 64, [indicator] = value }))
        );
    }

    internal static NodeStatus Status(
        Empo.Experiments.Settings.Experiment experiment,
        string stage,
        int round,
        Dictionary<string, double> metrics
    ) =>
        new()
        {
            Node = Pipeline.Of(experiment, []).Find(stage, round)!,
            State = StageState.UpToDate,
            Reason = "",
            Manifest = new Manifest
            {
                Stage = stage,
                Round = round,
                Key = "k",
                Experiment = "e",
                Fingerprint = [],
                Inputs = [],
                Outputs = [],
                Chunks = [],
                Metrics = metrics,
                Numerics = new Dictionary<string, string>(),
                Seconds = 0,
                Finished = "",
            },
        };
}
