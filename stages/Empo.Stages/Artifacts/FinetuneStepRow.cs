namespace Empo.Stages.Artifacts;

/// <summary>One optimizer step of supervised training: a row of <c>finetune.parquet</c>.</summary>
internal sealed record FinetuneStepRow
{
    /// <summary>From 1.</summary>
    public required int Step { get; init; }

    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    public required int Examples { get; init; }

    /// <summary>Response tokens.</summary>
    public required int Tokens { get; init; }

    /// <summary>Mean cross-entropy of a response token in nats, before the step.</summary>
    public required double Loss { get; init; }

    /// <summary>Norm of the whole gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    public required double LearningRate { get; init; }

    public static ArtifactSchema<FinetuneStepRow> Schema { get; } = new("fine-tuning steps");
}
