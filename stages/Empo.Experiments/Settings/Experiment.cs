using System.Collections.Concurrent;
using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Rewards;

namespace Empo.Experiments.Settings;

/// <summary>
/// An experiment with every value explicit, from its file, the files that it extends, the overrides of EmpoSet, and the defaults.
/// </summary>
public sealed class Experiment(string name, string file, IReadOnlyDictionary<string, SettingValue> values)
{
    // Requested once per stage of every round.
    private readonly ConcurrentDictionary<string, SettingSlice> _slices = new(StringComparer.Ordinal);

    /// <summary>The setting <c>run_name</c>, or the file's name without its extension. It names the run folder.</summary>
    public string Name { get; } = name;

    /// <summary>Absolute path of the YAML file.</summary>
    public string File { get; } = file;

    /// <summary>Every row of <see cref="SettingTable"/> with its value.</summary>
    public IReadOnlyDictionary<string, SettingValue> Values { get; } = values;

    public int Rounds => Get(General.Rounds);

    /// <summary>Absolute path of the dataset manifest.</summary>
    public string Dataset => Get(General.Dataset)!;

    /// <summary>Absolute path of the manifest from which a small base is pre-trained, or null where that is the dataset itself.</summary>
    public string? PretrainDataset => Get(Pretrain.Dataset);

    /// <summary>Absolute path of the manifest of labelled examples on which the policy is trained before round 1, or null.</summary>
    public string? FinetuneDataset => Get(Finetune.Dataset);

    /// <summary>Absolute path of the base model's folder, or null where a small one is pre-trained.</summary>
    public string? Model => Get(General.Model);

    /// <summary>Absolute path of the file of people's decisions, or null.</summary>
    public string? Decisions => Get(Filter.Decisions);

    /// <summary>Where responses come from.</summary>
    public RolloutEngine Engine => Get(Rollout.Engine);

    /// <summary>The reward, or the rewards that have a weight where it is a weighted sum.</summary>
    public IEnumerable<Reward> Rewards => Get(Score.Reward) is var reward && reward == RewardTable.Weighted
        ? Score.SummandsOf(reward, Get).Select(summand => summand.Reward)
        : [reward];

    /// <summary>Whether the reward reads labels.</summary>
    public bool NeedsLabels => Rewards.Any(reward => reward.Needs.HasFlag(RewardNeeds.Labels));

    /// <summary>Whether the reward or a judge reads the texts of questions.</summary>
    public bool NeedsQuestions =>
        Get(Score.CopiedGuard) || Equivalence == AnswerEquivalence.Judge || RewardProgram is not null
        || RewardModel is not null || NeedsRewardService;

    /// <summary>Absolute path of the program that computes the reward or a summand of it; null where none does.</summary>
    public string? RewardProgram =>
        Rewards.Any(reward => reward.Needs.HasFlag(RewardNeeds.Command)) ? Get(Score.CommandFile) : null;

    /// <summary>Absolute path of the folder of the model whose scores are the reward or a summand of it; null where none is.</summary>
    public string? RewardModel =>
        Rewards.Any(reward => reward.Needs.HasFlag(RewardNeeds.Model)) ? Get(Sections.RewardModel.Folder) : null;

    /// <summary>Whether a reward in use takes the numbers of a service (<c>score.http</c>).</summary>
    public bool NeedsRewardService => Rewards.Any(reward => reward.Needs.HasFlag(RewardNeeds.Service));

    /// <summary>Whether the reward reads entropies or self-certainties of tokens, which only our own decoder records.</summary>
    public bool NeedsTokenStatistics => Rewards.Any(reward => reward.Needs.HasFlag(RewardNeeds.TokenStatistics));

    /// <summary>Whether the reward is reduced by the divergence from the reference policy.</summary>
    public bool PenalizesReward => Get(Score.KlBeta) > 0;

    /// <summary>Whether the loss includes the divergence from the reference policy.</summary>
    public bool PenalizesLoss => Get(Update.KlBeta) > 0;

    /// <summary>Absolute path of the reference policy's folder, or null for the base model.</summary>
    public string? Reference => Get(Update.KlReference);

    /// <summary>When two answers mean the same.</summary>
    public AnswerEquivalence Equivalence => Get(Score.Equivalence);

    /// <summary>Absolute path of the folder of the model that judges answers, or null where none does.</summary>
    public string? JudgeModel => Equivalence == AnswerEquivalence.Judge ? Get(Judge.Model) : null;

    /// <summary>Absolute path of the adapter to start from, or null.</summary>
    public string? Adapter => Get(General.Adapter);

    /// <summary>Whether rounds train adapters on a frozen base.</summary>
    public bool TrainsAdapter => Get(Update.LoraRank) > 0;

    /// <summary>Whether finished rounds are compared with the limits of <c>guard:</c>.</summary>
    public bool Judges => Get(Guard.Action) != GuardAction.Off;

    /// <summary>
    /// Whether accuracy is judged. It never is on evaluation questions: a run that they stop would be a run selected by them.
    /// </summary>
    public bool JudgesAccuracy =>
        Judges && Get(Evaluate.Split) == EvaluationSplit.Development && Limits(GuardLimit.Accuracy) is not (null, null);

    /// <summary>Heading of what is written about the run.</summary>
    public string Title => Get(Report.Title) is { Length: > 0 } given ? given : Name;

    public string Device => Get(General.Device);

    public int Threads => Get(General.Threads);

    /// <summary>The settings that one stage may read: the rows of the table that name it.</summary>
    public SettingSlice SliceFor(StageDefinition stage) => _slices.GetOrAdd(stage.Name, _ => Slice(stage));

    /// <summary>
    /// Whether the policy after a round is evaluated, where the graph has evaluations at all: the base, the last one, and every n-th in
    /// between.
    /// </summary>
    public bool EvaluatesAfter(int round)
    {
        var every = Get(Evaluate.Every);
        return round == 0 || round == Rounds || (every > 0 && round % every == 0);
    }

    /// <summary>The value of a setting.</summary>
    public T Get<T>(Setting<T> setting) => setting.Parse(Values[setting.Path].Text);

    /// <summary>Text and place of a setting.</summary>
    public SettingValue ValueOf(Setting setting) => Values[setting.Path];

    /// <summary>A failure at the place where a setting was given, or at the experiment's file where it was not.</summary>
    public UserError FailureAt(Setting setting, string code, string text)
    {
        var value = ValueOf(setting);
        return new UserError(
            code,
            text,
            value.File ?? File,
            Math.Max(value.Line, value.File is null or "EmpoSet" ? 0 : 1),
            value.Column
        );
    }

    /// <summary>The two limits of an indicator; null for none.</summary>
    public (double? Warn, double? Stop) Limits(string indicator) =>
        Guard.Limits[indicator] is var limits ? (Get(limits.Warn), Get(limits.Stop)) : default;

    private SettingSlice Slice(StageDefinition stage) =>
        new(
            SettingTable
                .All.Where(setting =>
                    setting.Stages.Contains(stage)
                    && (setting.Engine ?? Engine) == Engine
                    && (setting.Equivalence ?? Equivalence) == Equivalence
                )
                .ToDictionary(setting => setting.Path, setting => Values[setting.Path].Text, StringComparer.Ordinal)
        );
}
