using Empo.Experiments.Settings;
using Empo.Method;

namespace Empo.Stages.Training;

/// <summary>What a policy update depends on besides its data.</summary>
internal sealed record UpdateSettings
{
    public required long Seed { get; init; }

    public required double LearningRate { get; init; }

    public required AdamWSettings Optimizer { get; init; }

    public required ClipRange Clip { get; init; }

    public required Aggregation Aggregation { get; init; }

    /// <summary>Whether dropped questions count in the normaliser (<c>update.denominator: round</c>).</summary>
    public required bool CountDropped { get; init; }

    /// <summary>Whole groups in one optimizer step.</summary>
    public required int MinibatchQuestions { get; init; }

    /// <summary>Passes over the round's questions.</summary>
    public required int Epochs { get; init; }

    /// <summary>Padded tokens of one forward pass.</summary>
    public required int MicroBatchTokens { get; init; }

    /// <summary>Bound of the global gradient norm; 0 for none.</summary>
    public required double GradientClip { get; init; }

    /// <summary>Temperature at which the rollout sampled; comes with the rollout's artifact, not from the experiment.</summary>
    public required double Temperature { get; init; }

    /// <summary>The settings of the update stage, and the temperature from the rollout's <c>decoding.json</c>.</summary>
    public static UpdateSettings From(SettingSlice settings, double temperature) => new()
    {
        Seed = settings.LongInteger("seed"),
        LearningRate = settings.Number("update.learning_rate"),
        Optimizer = new AdamWSettings
        {
            Beta1 = settings.Number("update.beta1"),
            Beta2 = settings.Number("update.beta2"),
            Epsilon = settings.Number("update.epsilon"),
            WeightDecay = settings.Number("update.weight_decay"),
        },
        Clip = new ClipRange { Low = settings.Number("update.clip.low"), High = settings.Number("update.clip.high") },
        Aggregation = settings.Text("update.aggregation") == "token_mean" ? Aggregation.TokenMean : Aggregation.SequenceMean,
        CountDropped = settings.Text("update.denominator") == "round",
        MinibatchQuestions = settings.Integer("update.minibatch_questions"),
        Epochs = settings.Integer("update.epochs"),
        MicroBatchTokens = settings.Integer("update.micro_batch_tokens"),
        GradientClip = settings.Number("update.gradient_clip"),
        Temperature = temperature,
    };
}
