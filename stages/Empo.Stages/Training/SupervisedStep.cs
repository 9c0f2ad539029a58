namespace Empo.Stages.Training;

/// <summary>One optimizer step of a supervised training.</summary>
/// <param name="Step">One-based.</param>
/// <param name="Epoch">One-based pass over the examples.</param>
/// <param name="Examples">Its examples.</param>
/// <param name="Tokens">Their response tokens.</param>
/// <param name="Loss">Mean of -log p of these tokens in nats, before the step.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Of this step.</param>
internal sealed record SupervisedStep(
    int Step,
    int Epoch,
    int Examples,
    long Tokens,
    double Loss,
    double GradientNorm,
    double LearningRate
);
