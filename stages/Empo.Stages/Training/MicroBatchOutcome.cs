namespace Empo.Stages.Training;

/// <summary>What the forward and backward pass of a micro-batch gives besides its gradient.</summary>
/// <param name="Loss">Its share of the minibatch's loss.</param>
/// <param name="Clipped">Clipped tokens.</param>
/// <param name="LogProbs">New log-probabilities of its response tokens, row by row.</param>
internal sealed record MicroBatchOutcome(double Loss, long Clipped, double[] LogProbs);
