using static TorchSharp.torch;

namespace Empo.Stages.Training.Losses;

/// <summary>The loss of a micro-batch.</summary>
/// <param name="Loss">A scalar, with gradient.</param>
/// <param name="Clipped">int64 scalar: unmasked tokens that the clip range bounds.</param>
internal sealed record PolicyLossValue(Tensor Loss, Tensor Clipped);
