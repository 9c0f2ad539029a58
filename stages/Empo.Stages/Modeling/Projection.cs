using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// y = x Wᵀ (+ b). Unlike <c>nn.Linear</c> it allocates without initialising: weights come from a checkpoint or from
/// <see cref="CausalDecoder.Initialize"/>, and drawing billions of numbers to overwrite them takes minutes.
/// </summary>
internal sealed class Projection : Module<Tensor, Tensor>
{
    internal readonly TorchSharp.Modules.Parameter weight; // [out, in]
    internal readonly TorchSharp.Modules.Parameter? bias;  // [out]

    public Projection(LayerProjection shape, DecoderConfig config, ScalarType dtype, Device device)
        : this(shape.Inputs(config), shape.Outputs(config), shape.HasBias(config), dtype, device)
    {
    }

    public Projection(long inputs, long outputs, bool hasBias, ScalarType dtype, Device device)
        : base(nameof(Projection))
    {
        weight = new TorchSharp.Modules.Parameter(empty(outputs, inputs, dtype, device));
        bias = hasBias ? new TorchSharp.Modules.Parameter(empty(outputs, dtype, device)) : null;
        RegisterComponents();
    }

    /// <summary>
    /// The adapter that is trained next to the frozen weights, or null. It is not a registered submodule, so <c>named_parameters()</c>
    /// still lists only the checkpoint's tensors.
    /// </summary>
    public LowRankAdapter? Adapter { get; set; }

    /// <summary>[.., in] → [.., out].</summary>
    public override Tensor forward(Tensor input)
    {
        if (Adapter is not { } adapter)
        {
            return functional.linear(input, weight, bias);
        }

        using var scope = NewDisposeScope();
        return functional.linear(input, weight, bias).add(adapter.Of(input), Scalars.One).MoveToOuterDisposeScope();
    }

    /// <summary>W + s B A, computed in F32 (F64) and rounded to the type of W once; W itself where there is nothing to add.</summary>
    public Tensor MergedWeight() =>
        Adapter is { } adapter ? weight.to(adapter.A.dtype).add(adapter.Product(), Scalars.One).to(weight.dtype) : weight;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Adapter?.Dispose();
        }

        base.Dispose(disposing);
    }
}
