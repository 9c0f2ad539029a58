using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Method;
using Empo.Models;

namespace Empo.Experiments.Settings.Sections;

/// <summary>The policy update.</summary>
public static class Update
{
    private static readonly SettingSection Section = new();

    /// <summary>The stages that train a policy.</summary>
    private static readonly StageDefinition[] Trainings = [StageTable.Finetune, StageTable.Update];

    public static Setting<double> LearningRate { get; } = Section.Number("update.learning_rate", 0.0001, 0, 1, [StageTable.Update],
        "AdamW learning rate.");

    public static Setting<double> Beta1 { get; } = Section.Number("update.beta1", 0.9, 0, 0.999999, Trainings,
        "AdamW decay of the first moment.");

    public static Setting<double> Beta2 { get; } = Section.Number("update.beta2", 0.99, 0, 0.999999, Trainings,
        "AdamW decay of the second moment.");

    public static Setting<double> Epsilon { get; } = Section.Number("update.epsilon", 1e-8, 0, 1, Trainings,
        "AdamW denominator term.");

    public static Setting<double> WeightDecay { get; } = Section.Number("update.weight_decay", 0, 0, 1, Trainings,
        "Decoupled weight decay; not on norms and biases.");

    public static Setting<ScheduleShape> Schedule { get; } =
        Section.Choice(
            "update.schedule.shape",
            ScheduleShape.Constant,
            [StageTable.Update],
            "How the learning rate falls over update.schedule.rounds; it never reaches 0."
        );

    public static Setting<int> ScheduleRounds { get; } = Section.Integer("update.schedule.rounds", 0, 0, 100_000, [StageTable.Update],
        "Rounds of the schedule; linear and cosine need it. It is not 'rounds', so that more rounds do not change earlier ones.");

    public static Setting<int> ScheduleWarmup { get; } = Section.Integer("update.schedule.warmup", 0, 0, 100_000, [StageTable.Update],
        "Rounds of linear warm-up.");

    public static Setting<PolicyLossKind> Loss { get; } = Section.Choice("update.loss", PolicyLossKind.Ppo, [StageTable.Update],
        "Clipped surrogate with a ratio for each token (PPO) or for each response (GSPO), or the clipped ratio as a constant weight of the "
        + "log-probability (CISPO).");

    public static Setting<double> ClipLow { get; } = Section.Number("update.clip.low", 0.2, 0, 1, [StageTable.Update],
        "Clip range of the ratio below 1.");

    public static Setting<double> ClipHigh { get; } = Section.Number("update.clip.high", 0.2, 0, 10, [StageTable.Update],
        "Clip range of the ratio above 1.");

    public static Setting<double?> ClipDual { get; } = Section.OptionalNumber("update.clip.dual", null, 1, 1_000_000, [StageTable.Update],
        "Dual clip c: the loss of a negative advantage is at most c times its size; none for no bound.");

    public static Setting<LossReduction> Aggregation { get; } =
        Section.Choice("update.aggregation", LossReduction.TokenMean, [StageTable.Update],
        "How token losses become one number: mean over tokens (DAPO), over responses (GRPO), or sum over responses times "
        + "rollout.max_tokens (Dr. GRPO).", separator: '_');

    public static Setting<LossDenominator> Denominator { get; } =
        Section.Choice("update.denominator", LossDenominator.Kept, [StageTable.Update],
        "Whether dropped questions count in the normaliser. A question drawn after the round was full (oversampling) is not a part of "
        + "it and never counts.");

    public static Setting<int> MinibatchQuestions { get; } =
        Section.Integer("update.minibatch_questions", 16, 1, 1_000_000, [StageTable.Update],
        "Whole groups in one optimizer step.");

    public static Setting<int> Epochs { get; } = Section.Integer("update.epochs", 1, 1, 100, [StageTable.Update],
        "Passes over the round's kept questions.");

    public static Setting<int> MicroBatchTokens { get; } =
        Section.Integer("update.micro_batch_tokens", 16384, 1, 100_000_000, [StageTable.Reference, StageTable.Probe, .. Trainings],
        "Padded tokens in one forward pass; does not change the result beyond rounding. auto: from the model's shape and the longest "
        + "prompt and response (docs/gpu.md).",
        automatic: true);

    public static Setting<Recomputation> Recompute { get; } = Section.Choice("update.recompute", Recomputation.Auto, Trainings,
        "Compute activations again in the backward pass instead of keeping them: less memory for a third more work, the same bits; "
        + "auto where memory would not suffice.", inKey: false);

    public static Setting<UpdateDtype> Dtype { get; } = Section.Choice("update.dtype", UpdateDtype.Policy, Trainings,
        "Type of the update's forward and backward passes: that of the policy, or bfloat16. An F32 policy then is the master copy that is "
        + "stepped and saved, in F32; a policy in bfloat16 is trained as ever.",
        keyedWhenSet: true);

    public static Setting<double> GradientClip { get; } = Section.Number("update.gradient_clip", 1, 0, 1_000_000, Trainings,
        "Global gradient norm; 0 for none.");

    public static Setting<TruncatedResponses> Truncated { get; } =
        Section.Choice("update.truncated", TruncatedResponses.Train, [StageTable.Update],
        "Whether responses cut off at the longest length are trained on; masked ones count in no normaliser.");

    public static Setting<ZeroAdvantages> ZeroAdvantage { get; } =
        Section.Choice("update.zero_advantages", ZeroAdvantages.Auto, [StageTable.Update],
        "Whether responses of advantage 0 are computed, which give no gradient: auto skips them in rounds where they hold at least a "
        + "quarter of the trained tokens. With update.kl.beta or update.entropy_bonus they give one and are always computed.",
        keyedWhenSet: true);

    public static Setting<ImportanceCorrection> Importance { get; } =
        Section.Choice(
            "update.importance.correction",
            ImportanceCorrection.None,
            [StageTable.Update],
            "Weight of a token for the difference of trainer and rollout engine: none, min(ratio, cap), or 0 above cap."
        );

    public static Setting<double> ImportanceCap { get; } =
        Section.Number("update.importance.cap", 2, 0.000001, 1_000_000, [StageTable.Update],
        "The cap of that weight.");

    public static Setting<double> EntropyBonus { get; } = Section.Number("update.entropy_bonus", 0, 0, 100, [StageTable.Update],
        "Weight of the mean token entropy (nats, at the sampling temperature), which is subtracted from the loss; 0 computes none.",
        keyedWhenSet: true);

    public static Setting<double> KlBeta { get; } = Section.Number("update.kl.beta", 0, 0, 100, [StageTable.Update],
        "Weight of the divergence from the reference in the loss; 0 computes none.");

    public static Setting<KlEstimator> KlEstimate { get; } = Section.Choice("update.kl.estimator", KlEstimator.K3, [StageTable.Update],
        "Estimate of that divergence; k1 belongs into the reward (score.kl.beta).");

    public static Setting<string?> KlReference { get; } = Section.File("update.kl.reference", "base", [],
        "Reference policy: base, or the folder of a model with the same tokenizer. Its content is an input, so its path is in no key.");

    public static Setting<OptimizerPlace> Optimizer { get; } =
        Section.Choice("update.optimizer", OptimizerPlace.Device, Trainings,
        "Where master weights and moments lie: beside the model, or in the host's memory (12 bytes a parameter), stepped there in "
        + "slices.", inKey: false);

    public static Setting<int> LoraRank { get; } = Section.Integer("update.lora.rank", 0, 0, 4096, Trainings,
        "Rank of the low-rank additions that are trained; 0 trains all weights.");

    public static Setting<double> LoraAlpha { get; } = Section.Number("update.lora.alpha", 32, 0.001, 1_000_000, Trainings,
        "The additions are multiplied by alpha / rank.");

    public static Setting<IReadOnlyList<string>> LoraTargets { get; } =
        Section.Words(
            "update.lora.targets",
            LayerProjection.Names,
            LayerProjection.AllNames,
            Trainings,
            "Projections of every layer that get an addition. Models that have query, key and value, or gate and up, in one matrix get one "
                + "for qkv_proj or gate_up_proj, also where all parts are named."
        );

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
