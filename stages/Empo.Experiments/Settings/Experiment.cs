using System.Collections.Concurrent;
using System.Globalization;

namespace Empo.Experiments.Settings;

/// <summary>An experiment with every value explicit: what the file says, what it extends, what EmpoSet overrides, the defaults.</summary>
public sealed class Experiment(string name, string file, IReadOnlyDictionary<string, SettingValue> values)
{
    // Asked for once per stage of every round.
    private readonly ConcurrentDictionary<string, SettingSlice> _slices = new(StringComparer.Ordinal);

    /// <summary>The setting <c>view</c>, or the file's name without its ending; names the view folder.</summary>
    public string Name { get; } = name;

    /// <summary>Absolute path of the YAML file.</summary>
    public string File { get; } = file;

    /// <summary>Every row of <see cref="SettingTable"/> with its value.</summary>
    public IReadOnlyDictionary<string, SettingValue> Values { get; } = values;

    public int Rounds => Integer("rounds");

    /// <summary>Absolute path of the dataset manifest.</summary>
    public string Dataset => Values["dataset"].Text;

    /// <summary>Absolute path of the manifest from which a small base is pre-trained, or null where that is the dataset itself.</summary>
    public string? PretrainDataset => Values["pretrain.dataset"].Text is var text and not "none" ? text : null;

    /// <summary>Absolute path of the base model's folder, or null where a small one is pre-trained.</summary>
    public string? Model => Values["model"].Text is var text and not "none" ? text : null;

    /// <summary>Absolute path of the file of people's decisions, or null.</summary>
    public string? Decisions => Values["filter.decisions"].Text is var text and not "none" ? text : null;

    /// <summary>Where responses come from: a choice of <c>rollout.engine</c>.</summary>
    public string Engine => Values["rollout.engine"].Text;

    /// <summary>Whether the reward reads labels.</summary>
    public bool NeedsLabels => RewardUses("correct");

    /// <summary>Whether the reward or a judge reads the texts of questions.</summary>
    public bool NeedsQuestions => Values["score.copied_guard"].Text == "true" || Equivalence == "judge";

    /// <summary>Whether the reward reads entropies or self-certainties of tokens, which only our own decoder records.</summary>
    public bool NeedsTokenStatistics => RewardUses("self-certainty") || RewardUses("token-entropy");

    /// <summary>Whether the reward is reduced by the divergence from the reference policy.</summary>
    public bool PenalizesReward => Values["score.kl.beta"].Text != "0";

    /// <summary>Whether the loss holds the divergence from the reference policy.</summary>
    public bool PenalizesLoss => Values["update.kl.beta"].Text != "0";

    /// <summary>Absolute path of the reference policy's folder, or null for the base model.</summary>
    public string? Reference => Values["update.kl.reference"].Text is var text and not "base" ? text : null;

    /// <summary>When two answers mean the same: a choice of <c>score.equivalence</c>.</summary>
    public string Equivalence => Values["score.equivalence"].Text;

    /// <summary>Absolute path of the folder of the model that judges answers, or null where none does.</summary>
    public string? JudgeModel => Equivalence == "judge" && Values["score.judge.model"].Text is var text and not "none" ? text : null;

    /// <summary>Absolute path of the adapter to start from, or null.</summary>
    public string? Adapter => Values["adapter"].Text is var text and not "none" ? text : null;

    /// <summary>Whether rounds train adapters on a base that stays as it is.</summary>
    public bool TrainsAdapter => Integer("update.lora.rank") > 0;

    /// <summary>Whether finished rounds are held against the limits of <c>guard:</c>.</summary>
    public bool Judges => Values["guard.action"].Text != "off";

    /// <summary>Whether accuracy is among what is judged. On evaluation questions it never is: a run that is stopped by them has been chosen by them.</summary>
    public bool JudgesAccuracy => Judges && Values["evaluate.split"].Text == "development" && (OptionalNumber("guard.accuracy.warn") ?? OptionalNumber("guard.accuracy.stop")) is not null;

    public string Device => Values["device"].Text;

    public int Threads => Integer("threads");

    /// <summary>What one stage may read: the rows of the table that name it.</summary>
    public SettingSlice SliceFor(string stage) => _slices.GetOrAdd(stage, Slice);

    /// <summary>After which rounds policies are measured, where the graph has an evaluation at all: the base, the last one, and every n-th between.</summary>
    public bool EvaluatesAfter(int round)
    {
        var every = Integer("evaluate.every");
        return round == 0 || round == Rounds || (every > 0 && round % every == 0);
    }

    /// <summary>A whole number by path.</summary>
    public int Integer(string path) => int.Parse(Values[path].Text, CultureInfo.InvariantCulture);

    /// <summary>A number by path, or null for <c>none</c>.</summary>
    public double? OptionalNumber(string path) => Values[path].Text is var text and not "none" ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private bool RewardUses(string kind) => Values["score.reward"].Text is var reward && (reward == kind || (reward == "weighted" && Values[$"score.weights.{kind}"].Text != "0"));

    private SettingSlice Slice(string stage) =>
        new(SettingTable.All.Where(setting => setting.Stages.Contains(stage) && (setting.Engine is null || setting.Engine == Engine) && (setting.Equivalence is null || setting.Equivalence == Equivalence)).ToDictionary(setting => setting.Path, setting => Values[setting.Path].Text, StringComparer.Ordinal));
}
