using System.Globalization;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Guarding;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Pages;

/// <summary>
/// The model card of the policy that a run ends with, in the form that model hubs read: what it was made of and how, how good it is, and
/// what nobody checked. It names files and folders, never paths of this machine.
/// </summary>
/// <param name="Policy">The policy.</param>
/// <param name="Verdict">Of the guard.</param>
public sealed record ModelCard(LeavingPolicy Policy, GuardVerdict Verdict)
{
    /// <summary>Name of the file in the run folder; beside a model it is called README.md.</summary>
    public const string FileName = "model-card.md";

    private Experiment Experiment => Policy.Experiment;

    /// <summary>The card in Markdown, with the header that hubs read.</summary>
    public string Text()
    {
        var text = new StringBuilder("---\nlibrary_name: transformers\npipeline_tag: text-generation\n");
        if (BaseName is { } name)
        {
            text.Append(CultureInfo.InvariantCulture, $"base_model: {Quoted(name)}\n");
        }

        text.Append("tags:\n- empo\n- reinforcement-learning\n---\n\n");
        text.Append(CultureInfo.InvariantCulture, $"# {Line(Experiment.Title)}\n\n{What()}\n\n");
        Section(text, "Base and licence", Base());
        Section(text, "Data", Data());
        Section(text, "Method", Method());
        Section(text, "Results", Results());
        var words = GuardWords.Of(Experiment, Policy.Statuses, Verdict);
        string[] limits = [$"Guard: {words.Title}. {words.Text}", .. new CostAndRisk(Experiment, Policy.Statuses, Verdict).Unchecked()];
        Section(text, "Limits", string.Join('\n', limits.Select(limit => $"- {limit}")));
        Section(text, "Settings", Settings());
        Section(text, "Lineage", Lineage());
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Where the base comes from or, without that, the name of its folder; null where it was pre-trained here.</summary>
    private string? BaseName =>
        Experiment.Model is not { } folder ? null
        : Experiment.Get(General.ModelSource) is { Length: > 0 } source ? source
        : Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    private string What() =>
        Experiment.FinetuneDataset is null ? Rounds()
            : Rounds() + " Before the rounds it was fine-tuned on labelled examples (finetune.dataset: "
                + $"{Line(Path.GetFileName(Experiment.FinetuneDataset))}), so correct answers are in it.";

    private string Rounds() =>
        Policy.Round == 0
            ? "This is the policy that rounds begin with: no round of training is in it."
            : $"{(Experiment.TrainsAdapter ? "An adapter" : "A model")} after {Number(Policy.Round)} rounds of reinforcement learning by "
                + $"Empo.Pipeline, with the reward “{Experiment.ValueOf(Score.Reward).Text}”"
                + $"{(Experiment.NeedsLabels ? ", which reads correct answers" : ", which reads no correct answer")}.";

    private string Base() =>
        BaseName is { } name
            ? $"Base: {Line(name)}. Its licence holds for this model too; files of the base's folder that are neither weights nor "
                + "configuration (tokenizer, licence, notice) are carried over unchanged into a full model. An adapter holds no part of "
                + "the base."
            : "The base is a small model that was pre-trained from nothing in the same run, so no other model's licence is in it.";

    private string Data()
    {
        var prepared = Policy.Manifests.FirstOrDefault(manifest => manifest.IsOf(StageTable.Prepare));
        var questions = prepared?.Metrics.TryGetValue("training", out var training) == true
            ? $", {Figures.Count(training)} training questions"
            : "";
        var decisions = Experiment.Decisions is null
            ? ""
            : " People's decisions on single questions entered the training (filter.decisions).";
        return $"Dataset {Line(Path.GetFileName(Experiment.Dataset))}{questions}.{decisions} Its licence is not recorded here.";
    }

    private string Method() =>
        $"EMPO (arXiv 2504.05812) and its relatives: {Number(Experiment.Get(Rollout.Samples))} responses to each of "
        + $"{Number(Experiment.Get(Rollout.Questions))} questions a round, clustered by the meaning of their answers; rewards are set "
        + $"against their group's mean. Learning rate {Experiment.ValueOf(Update.LearningRate).Text}, seed "
        + $"{Number(Experiment.Get(General.Seed))}.";

    private string Results()
    {
        if (!LeavingPolicy.HasAccuracy(Policy.OwnEvaluation) || !LeavingPolicy.HasAccuracy(Policy.BaseEvaluation))
        {
            return "Accuracy of this policy was not measured.";
        }

        var (before, after) = (Policy.BaseEvaluation!.Metrics, Policy.OwnEvaluation!.Metrics);
        var rows = new[] { ("Correct, greedy", "greedy"), ("Correct, sampled (pass@1)", EvaluationMetrics.PassAtOne) }
            .Where(row => before.ContainsKey(row.Item2) && after.ContainsKey(row.Item2))
            .Select(row => $"| {row.Item1} | {Figures.Percent(before, row.Item2)} | {Figures.Percent(after, row.Item2)} |");
        var asked = EvaluationMetrics.PartlyLabelled(after) is { } partly ? partly.Labelled : after.GetValueOrDefault("questions");
        return $"{Figures.Count(asked)} held-out questions ({Experiment.ValueOf(Evaluate.Split).Text}), in brackets 95 % intervals.\n\n"
            + $"| | base | this model |\n|---|---|---|\n{string.Join('\n', rows)}";
    }

    /// <summary>Settings that a stage reads and that differ from their defaults, without paths.</summary>
    private string Settings()
    {
        var differing = SettingTable
            .All.Where(setting => setting.Stages.Count > 0 && setting.Kind != SettingKind.Path)
            .Select(setting => (setting.Path, Experiment.ValueOf(setting).Text, setting.Default))
            .Where(setting => setting.Text != setting.Default)
            .Select(setting => $"| `{setting.Path}` | `{Line(setting.Text).Replace("|", "\\|", StringComparison.Ordinal)}` |")
            .ToList();
        return differing.Count == 0 ? "All have their defaults." : $"| setting | value |\n|---|---|\n{string.Join('\n', differing)}";
    }

    private string Lineage() =>
        $"- this policy: {(Policy.Digest is { } digest ? $"`{digest}`" : "not recorded")}, round {Number(Policy.Round)}\n"
        + $"- base: {(Policy.BaseDigest is { } start ? $"`{start}`" : "not recorded")}\n"
        + $"- experiment: {Line(Path.GetFileName(Experiment.File))}\n\nSHA-256 of contents; `-t:Lineage` of the experiment prints every "
        + "stage in between.";

    private static void Section(StringBuilder text, string title, string content) =>
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{content}\n\n");

    private static string Line(string text) => text.ReplaceLineEndings(" ");

    /// <summary>A YAML scalar in single quotes: only the quote itself is written twice.</summary>
    private static string Quoted(string text) => $"'{Line(text).Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
