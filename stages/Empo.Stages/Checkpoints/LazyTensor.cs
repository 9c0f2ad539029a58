using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>A tensor that is made when its turn to be written comes.</summary>
/// <param name="Name">Its key in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Read">Makes it; the caller disposes of it.</param>
internal sealed record LazyTensor(string Name, ScalarType Type, long[] Shape, Func<Tensor> Read);
