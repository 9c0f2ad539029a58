using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// The adapters of projections that decoding computes as one matrix, for models in 16 bits. There, W + s B A would round away most of a
/// small addition, and the sampling policy would differ from the trained one. (In F32 the sum is exact enough, and one matrix is faster.)
/// </summary>
internal sealed class InferenceAdapter : IDisposable
{
    private readonly List<(Tensor Down, Tensor Up, long Offset)> _parts = [];

    private InferenceAdapter()
    {
    }

    public IEnumerable<Tensor> Tensors => _parts.SelectMany(part => new[] { part.Down, part.Up });

    /// <summary>The adapters of projections whose outputs lie side by side; null where none has an adapter.</summary>
    public static InferenceAdapter? Of(ScalarType dtype, params Projection[] projections)
    {
        var (adapter, offset) = (new InferenceAdapter(), 0L);
        foreach (var projection in projections)
        {
            if (projection.Adapter is { } part)
            {
                var (down, up) = part.Transposed(dtype);
                adapter._parts.Add((down, up, offset));
            }

            offset += projection.weight.shape[0];
        }

        return adapter._parts.Count == 0 ? null : adapter;
    }

    /// <summary>output [R, out] += the additions for input [R, in].</summary>
    public void AddTo(Tensor output, Tensor input)
    {
        using var scope = NewDisposeScope();
        foreach (var (down, up, offset) in _parts)
        {
            output.narrow(1, offset, up.shape[1]).addmm_(input.mm(down), up);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors)
        {
            tensor.Dispose();
        }
    }
}
