using static TorchSharp.torch;

namespace Empo.Stages.Training.Losses;

/// <summary>The inputs of a loss, flat over response tokens, [N]. Masked tokens have log-ratio and log-probability 0.</summary>
/// <param name="LogRatio">ln of the ratio of new to old policy, with gradient.</param>
/// <param name="LogProbs">Under the new policy, with gradient.</param>
/// <param name="Advantages">The response's advantage.</param>
internal sealed record LossInput(Tensor LogRatio, Tensor LogProbs, Tensor Advantages);
