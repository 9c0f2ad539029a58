using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Pages;

/// <summary>
/// One page for those who pay for a run and answer for it: what it cost, what was checked and what was not. It is made from manifests and
/// settings in every build, also in one that the guard has stopped.
/// </summary>
/// <param name="Experiment">With the settings that are in no key.</param>
/// <param name="Statuses">Every stage of the experiment.</param>
/// <param name="Verdict">Of the guard.</param>
public sealed record CostAndRisk(Experiment Experiment, IReadOnlyList<NodeStatus> Statuses, GuardVerdict Verdict)
{
    /// <summary>Name of the file in the run folder.</summary>
    public const string FileName = "cost-and-risk.html";

    private IEnumerable<Manifest> Manifests => Statuses.Select(status => status.Manifest).OfType<Manifest>();

    private IReadOnlyList<Manifest> Evaluations => [.. Manifests.Where(manifest => manifest.IsOf(StageTable.Evaluate))];

    /// <summary>The page in HTML.</summary>
    public string Page()
    {
        var title = Experiment.Title;
        return PageText.Start($"Cost and risk: {title}")
            + $"<header><p class=\"kicker\">Empo.Pipeline · {PageText.Encode(Experiment.Name)} · cost and risk</p>"
            + $"<h1>{PageText.Encode(title)}</h1><p class=\"lead\">{PageText.Encode(Lead())}</p></header>\n"
            + PageText.Section("What it cost", PageText.Table(["", "amount", "what it counts"], Cost(), "settings plain"))
            + PageText.Section("What was checked", List(Checked()))
            + PageText.Section("What was not checked", List(Unchecked()))
            + PageText.End
            + "\n";
    }

    private static string List(IEnumerable<string> sentences) =>
        $"<ul>{string.Concat(sentences.Select(sentence => $"<li>{PageText.Encode(sentence)}</li>"))}</ul>";

    private string Lead()
    {
        var done = Statuses.Count(status => status.State == StageState.UpToDate) == Statuses.Count;
        var words = GuardWords.Of(Experiment, Statuses, Verdict);
        return $"{Result()} {(done ? "" : "The run is not complete: the figures are those of the stages that ended. ")}"
            + $"Guard: {words.Title.ToLowerInvariant()}. The computation took {Figures.Seconds(Total.Seconds)}"
            + $"{(Price.Of(Experiment, Statuses) is { } price ? $" and cost {price.Text}" : "")}.";
    }

    private StageCost Total => StageCost.Total(StageCost.Of(Manifests));

    private string Result()
    {
        if (Evaluations is not [var first, .., var last] || !EvaluationMetrics.HaveAccuracy(first.Metrics))
        {
            return Experiment.Rounds == 0
                ? "Nothing was trained."
                : "Whether the model answers more questions correctly after training was not measured.";
        }

        return $"Of its answers to held-out questions {Share(first)} were right before training and {Share(last)} after it, in "
            + "brackets the 95 % intervals.";
    }

    private static string Share(Manifest evaluation) => Figures.Percent(evaluation.Metrics, EvaluationMetrics.PassAtOne);

    private IEnumerable<string[]> Cost()
    {
        var devices = Manifests
            .Select(manifest => manifest.Numerics.GetValueOrDefault("device", ""))
            .Where(device => device is not ("" or "none"))
            .Distinct()
            .Order(StringComparer.Ordinal);
        var device = string.Join(", ", devices) is { Length: > 0 } names ? names : "no device";
        yield return ["Tokens sampled", Count(Total.TokensSampled), "Responses to training and held-out questions."];
        yield return ["Tokens trained on", Count(Total.TokensTrained), "Tokens that went through a training step, each pass counted."];
        yield return ["Device time", Figures.Seconds(Total.DeviceSeconds), $"Spent computing with a model ({device})."];
        yield return ["Wall time", Figures.Seconds(Total.Seconds), "All stages, whenever they ran; killed attempts are not counted."];
        if (Price.Of(Experiment, Statuses) is { } price)
        {
            yield return ["Price", price.Text, $"Wall time at {price.HourText} an hour, as set in report.price_per_hour."];
        }
        else
        {
            yield return ["Price", "not known", "Set report.price_per_hour to the price of an hour of the machine."];
        }

        if (Total.Uncounted > 0)
        {
            yield return ["Not counted", $"{Number(Total.Uncounted)} stages", "Of an earlier version, which did not count tokens."];
        }
    }

    private IEnumerable<string> Checked()
    {
        if (Evaluations.Count > 0 && EvaluationMetrics.HaveAccuracy(Evaluations[0].Metrics))
        {
            yield return $"Accuracy on held-out questions ({Experiment.ValueOf(Evaluate.Split).Text}), before training and "
                + $"{Number(Evaluations.Count - 1)} times during or after it. Training reads none of these questions.";
        }

        var words = GuardWords.Of(Experiment, Statuses, Verdict);
        if (Experiment.Judges)
        {
            yield return $"Collapse of the training: {words.Title.ToLowerInvariant()}. {words.Text}";
        }

        yield return $"Origin of the result: each of the {Number(Manifests.Count())} finished stages has a record with digests of what "
            + "it read and wrote, from which it can be made again.";
    }

    /// <summary>What no stage of this run looked at, a sentence each.</summary>
    public IEnumerable<string> Unchecked()
    {
        yield return $"Chance: this is one run, with seed {Number(Experiment.Get(General.Seed))}. Another seed may end elsewhere; a suite "
            + "with several seeds measures by how much.";
        yield return Evaluations.Count == 0 ? "Skill: nothing was evaluated."
            : EvaluationMetrics.HaveAccuracy(Evaluations[0].Metrics)
                ? "Other tasks: accuracy holds for questions of the kind that was asked, and says nothing about others."
            : "Skill: no held-out question has a known answer.";
        if (!Experiment.Judges)
        {
            yield return "Collapse of the training: the guard is switched off (guard.action).";
        }
        else if (Experiment.Get(Guard.Probes) == 0)
        {
            yield return "Distance from the base model: no probes were asked (guard.probes).";
        }

        if (Experiment.NeedsRewardService && Experiment.Get(Score.HttpVersion).Length == 0)
        {
            yield return "Reproducibility of the rewards: a service gave them, and the experiment holds it to no version "
                + "(score.http.version).";
        }

        if (Experiment.Decisions is null)
        {
            yield return "Human judgement: no person's decisions on single questions entered the run (filter.decisions).";
        }

        yield return "Safety, fairness, privacy and licences of data and model: no stage looks at them.";
    }

    private static string Count(double tokens) => Figures.Count(tokens);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
