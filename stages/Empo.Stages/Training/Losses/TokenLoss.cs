using static TorchSharp.torch;

namespace Empo.Stages.Training.Losses;

/// <summary>The outputs of a loss, flat over response tokens, [N].</summary>
/// <param name="Loss">To be minimised, with gradient.</param>
/// <param name="Clipped">bool: where the clip range bounds what the token would have contributed.</param>
internal sealed record TokenLoss(Tensor Loss, Tensor Clipped);
