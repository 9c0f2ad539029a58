using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Metrics;
using Empo.Experiments.Pages;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Rewards;
using Empo.Method;

namespace Empo.Stages.Reporting;

/// <summary>
/// Describes in plain words what was done and what resulted. Each sentence appears only where the numbers of this run support it.
/// </summary>
internal static class Story
{
    /// <summary>The first paragraph: the base, the training, the result.</summary>
    public static string Lead(RunRecord run) => run.Rounds == 0
        ? $"{BaseModel(run)} No training round was run{BaseAlone(run)}"
        : $"{BaseModel(run)} {Training(run)} {Result(run)}";

    /// <summary>The second paragraph: what the result does not mean. Empty where nothing was trained.</summary>
    public static string Caution(RunRecord run)
    {
        if (run.Rounds == 0)
        {
            return "";
        }

        string[] sentences =
        [
            Style(run) ?? "",
            Entropy(run),
            Shortfall(run),
            $"This is one run, with seed {run.TextOf(General.Seed)}, on one "
                + $"model{(run.IsEvaluated ? $" and {run.Base.Count} held-out questions of one kind" : "")}: it does not show what "
                + "other seeds, questions or models would give.",
        ];
        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    private static string BaseAlone(RunRecord run) => !run.IsEvaluated ? ", and nothing was evaluated."
        : run.HasAccuracy ? $"; the base answers {Figures.Percent(Base(run, "greedy"))} of {run.LabelledQuestions.TrimEnd(',')} correctly."
        : $"; on {run.Base.Count} held-out questions without answers the base's semantic entropy is "
            + $"{Figures.Number(Base(run, "semantic_entropy"))} nats, and its largest cluster holds "
            + $"{Figures.Percent(Base(run, "majority_share"))}.";

    private static string BaseModel(RunRecord run) => Origin(run) + FineTuning(run);

    /// <summary>What was trained on labels before the rounds; empty for nothing.</summary>
    private static string FineTuning(RunRecord run) =>
        run.Metric(StageTable.Finetune, null, "examples") is { } examples
            ? $" Before the rounds it was fine-tuned on {Figures.Count(examples)} labelled examples, and what is called the base below is "
                + "the model after that."
            : "";

    private static string Origin(RunRecord run)
    {
        if (run.Find(StageTable.Pretrain) is null)
        {
            return "The base model is one that was given.";
        }

        var size = run.Metric(StageTable.Pretrain, null, "parameters") is { } parameters
            ? string.Create(CultureInfo.InvariantCulture, $" of {parameters:N0} parameters")
            : "";
        var guesses = run.Get(Pretrain.GuessShare);
        return $"The base is a small model{size} that we pre-trained ourselves on examples with correct answers: {Share(guesses)} of "
            + "them state the answer at once, the others work it out step by step.";
    }

    private static string Training(RunRecord run)
    {
        var reward = run.Get(Score.Reward).Story;
        if (Weights(run) is { Count: > 0 } summands)
        {
            reward += $" ({string.Join(", ", summands.Select(summand => $"{run.TextOf(Score.Weights[summand])} times {summand}"))})";
        }

        return $"It was then trained for {run.Rounds} rounds: to every question it gave {run.TextOf(Rollout.Samples)} answers, and "
            + $"{reward}. {Labels(run)}";
    }

    /// <summary>
    /// States which correct answers the training saw: through its reward, and through reviewers' answers to single questions.
    /// </summary>
    private static string Labels(RunRecord run)
    {
        var rewarded = Weights(run).Append(run.Get(Score.Reward)).Any(reward => reward.Needs.HasFlag(RewardNeeds.Labels));
        var reviewed = run
            .Stages.Where(stage => stage.IsOf(StageTable.Filter) && stage.Inputs.Any(input => input.Is(InputRole.Decisions)))
            .ToList();
        return (
            rewarded,
            Counted: reviewed.Sum(stage => stage.Metrics.GetValueOrDefault(FilterMetrics.Corrected)),
            Unknown: reviewed.Any(stage => !stage.Metrics.ContainsKey(FilterMetrics.Corrected))
        ) switch
        {
            (true, _, _) => "This training did see the correct answers.",
            (_, > 0 and var counted, _) => string.Create(
                CultureInfo.InvariantCulture,
                $"Its reward reads no correct answer, but people's answers took its place {counted} times (filter.decisions), "
                    + $"counted once for a question in a round."
            ),
            (_, _, true) => "Its reward reads no correct answer; whether people's decisions (filter.decisions) held some was not recorded.",
            _ => "This training saw no correct answer.",
        };
    }

    /// <summary>The summands of the reward <c>weighted</c>, by name.</summary>
    private static IReadOnlyList<Reward> Weights(RunRecord run) =>
        [
            .. Score
                .SummandsOf(run.Get(Score.Reward), run.Get)
                .Select(summand => summand.Reward)
                .OrderBy(reward => reward.Name, StringComparer.Ordinal),
        ];

    private static string Shortfall(RunRecord run)
    {
        int[] missing =
        [
            .. run
                .Stages.Where(stage => stage.IsOf(StageTable.Filter))
                .Select(stage => FilterMetrics.Missing(stage.Metrics))
                .Where(missing => missing > 0),
        ];
        return missing.Length == 0
            ? ""
            : $"In {missing.Length} of {run.Rounds} rounds the {run.TextOf(Rollout.Candidates)} questions asked held fewer "
                + $"acceptable ones than the {run.TextOf(Rollout.Questions)} wanted, at worst {missing.Max()} too few.";
    }

    private static string Result(RunRecord run)
    {
        if (!run.HasAccuracy)
        {
            return UnlabelledStory.Result(run);
        }

        var greedy =
            $"Asked once, without chance, it answered {Figures.Percent(Base(run, "greedy"))} of {run.LabelledQuestions} correctly "
            + $"before and {Figures.Percent(Trained(run, "greedy"))} after, {Verdict(PairedChange.Greedy(run))}";
        var sampled =
            $"answers drawn at random were correct in {Figures.Percent(Base(run, "pass@1"))} before and "
            + $"{Figures.Percent(Trained(run, "pass@1"))} after, {Verdict(PairedChange.PassAtOne(run))}";
        return $"{greedy}; {sampled}.";
    }

    private static string Verdict(Interval change) => change switch
    {
        { Low: > 0 } => "a gain beyond chance",
        { High: < 0 } => "a loss beyond chance",
        _ => "no change beyond chance",
    };

    /// <summary>
    /// Splits the change of accuracy into a change of style (share of responses with the marker, at the base's accuracies) and the rest;
    /// says "most" only where style accounts for more than half of a gain.
    /// </summary>
    private static string? Style(RunRecord run)
    {
        var (shareBefore, shareAfter) = (Base(run, "marker_share"), Trained(run, "marker_share"));
        var (worked, unworked) = (Base(run, "marker_accuracy"), Base(run, "unmarked_accuracy"));
        if (shareBefore is null || shareAfter is null || worked is null || unworked is null)
        {
            return null;
        }

        var gain = PairedChange.PassAtOne(run);

        var style = (shareAfter.Value - shareBefore.Value) * (worked.Value - unworked.Value);
        var shares = $"responses that show their working went from {Share(shareBefore.Value)} to {Share(shareAfter.Value)}";
        var within =
            $"within those, accuracy was {Figures.Percent(worked)} before and {Figures.Percent(Trained(run, "marker_accuracy"))} after";
        return gain.Low > 0 && style > gain.Estimate / 2
            ? $"Most of this gain is a switch from guessing to working, not new skill: {shares}; {within}."
            : $"As to style, {shares}; {within}.";
    }

    private static string Entropy(RunRecord run)
    {
        if (!run.HasAccuracy)
        {
            return UnlabelledStory.Caution;
        }

        var (before, after) = (Base(run, "semantic_entropy"), Trained(run, "semantic_entropy"));
        var samples = Trained(run, "samples") ?? 0;
        var numbers =
            $"from {Figures.Number(before)} to {Figures.Number(after)} nats (at most {Figures.Number(Math.Log(samples))} for "
            + $"{samples} answers)";
        if (after < before && PairedChange.PassAtOne(run).High < 0)
        {
            return $"Semantic entropy fell {numbers} while accuracy fell: the model came to agree on wrong answers. That is the "
                + "collapse to watch for, and entropy alone does not show it.";
        }

        return $"Semantic entropy, how much the answers to one question disagree, went {numbers}; by itself that proves nothing, "
            + "since it falls just as well when a model comes to agree on wrong answers.";
    }

    private static double? Base(RunRecord run, string name) => run.BaseMetrics.TryGetValue(name, out var value) ? value : null;

    private static double? Trained(RunRecord run, string name) => run.TrainedMetrics.TryGetValue(name, out var value) ? value : null;

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} %");
}
