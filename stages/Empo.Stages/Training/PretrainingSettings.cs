namespace Empo.Stages.Training;

/// <summary>How a small base model is trained from scratch.</summary>
internal sealed record PretrainingSettings
{
    /// <summary>Optimizer steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Peak learning rate of the <see cref="CosineSchedule"/>.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Steps of linear warm-up.</summary>
    public required int Warmup { get; init; }
}
