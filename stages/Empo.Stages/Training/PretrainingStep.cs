namespace Empo.Stages.Training;

/// <summary>One optimizer step of pre-training.</summary>
/// <param name="Step">One-based.</param>
/// <param name="Loss">Mean cross-entropy of response tokens in nats, before the step.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="GradientNorm">Before clipping to 1.</param>
internal sealed record PretrainingStep(int Step, double Loss, double LearningRate, double GradientNorm);
