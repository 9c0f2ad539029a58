using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>SwiGLU: down(silu(gate(x)) · up(x)). Source: Shazeer 2020, eq. 6.</summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
    internal readonly Projection gate_proj;
    internal readonly Projection up_proj;
    internal readonly Projection down_proj;

    public FeedForward(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(FeedForward))
    {
        gate_proj = new Projection(LayerProjection.Gate, config, dtype, device);
        up_proj = new Projection(LayerProjection.Up, config, dtype, device);
        down_proj = new Projection(LayerProjection.Down, config, dtype, device);
        RegisterComponents();
    }

    /// <summary>[.., D] → [.., D].</summary>
    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        return down_proj.forward(functional.silu(gate_proj.forward(hidden)).mul(up_proj.forward(hidden))).MoveToOuterDisposeScope();
    }
}
