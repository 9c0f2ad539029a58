using static TorchSharp.torch;

namespace Empo.Stages.Distribution;

/// <summary>What one rank adds to a flat sum [P], from an element on.</summary>
/// <param name="Values">[n], contiguous; all ranks have the same type and n.</param>
/// <param name="Offset">Place of its first element in the sum.</param>
internal readonly record struct GradientPart(Tensor Values, long Offset);
