using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// The trained part of one projection: s · x Aᵀ Bᵀ, added to the frozen x Wᵀ. Source: Hu et al. 2021, eq. 3.
/// For a model in 16 bits, A and B are F32, because 16 bits would round away the steps of a small learning rate. They are rounded to the
/// model's type in each product, so that training and sampling see the same numbers.
/// </summary>
internal sealed class LowRankAdapter : IDisposable
{
    private readonly Scalar _scale;

    /// <summary>Both matrices start at zero; the caller fills them.</summary>
    public LowRankAdapter(long inputs, long outputs, LoraConfig config, ScalarType modelType, Device device)
    {
        var type = modelType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        A = Parameter([config.Rank, inputs], type, device);
        B = Parameter([outputs, config.Rank], type, device);
        _scale = Scalars.Of(config.Scale);
    }

    /// <summary>[r, in].</summary>
    public TorchSharp.Modules.Parameter A { get; }

    /// <summary>[out, r].</summary>
    public TorchSharp.Modules.Parameter B { get; }

    /// <summary>[.., in] → [.., out], to be added to the projection.</summary>
    public Tensor Of(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.linear(functional.linear(input, A.to(input.dtype)), B.to(input.dtype)).mul(_scale).MoveToOuterDisposeScope();
    }

    /// <summary>s B A, [out, in] in the type of A and B: what merging adds to W.</summary>
    public Tensor Product() => B.mm(A).mul(_scale);

    /// <summary>Aᵀ [in, r] and s Bᵀ [r, out] in a model's type, laid out so that rows of activations multiply from the left.</summary>
    public (Tensor Down, Tensor Up) Transposed(ScalarType type) =>
        (A.detach().to(type).t().contiguous(), B.detach().mul(_scale).to(type).t().contiguous());

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }

    private static TorchSharp.Modules.Parameter Parameter(long[] shape, ScalarType type, Device device)
    {
        using var ordinary = inference_mode(false); // an adapter may be attached inside inference mode, while sampling
        var parameter = new TorchSharp.Modules.Parameter(zeros(shape, type, device));
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
