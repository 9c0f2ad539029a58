using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// The gated feed-forward network: down(f(gate(x)) · up(x)), with f SiLU or GELU. Source: Shazeer 2020, eq. 6. Gate and up are two
/// matrices, or one that holds both.
/// </summary>
internal sealed class FeedForward : Module<Tensor, Tensor>
{
    internal readonly Projection? gate_proj;
    internal readonly Projection? up_proj;
    internal readonly Projection? gate_up_proj;
    internal readonly Projection down_proj;
    private readonly DecoderConfig _config;

    public FeedForward(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(FeedForward))
    {
        _config = config;
        if (config.FusedProjections)
        {
            gate_up_proj = new Projection(LayerProjection.GateUp, config, dtype, device);
        }
        else
        {
            gate_proj = new Projection(LayerProjection.Gate, config, dtype, device);
            up_proj = new Projection(LayerProjection.Up, config, dtype, device);
        }

        down_proj = new Projection(LayerProjection.Down, config, dtype, device);
        RegisterComponents();
    }

    /// <summary>The matrices whose outputs side by side are gate and up.</summary>
    public Projection[] GateUp => gate_up_proj is null ? [gate_proj!, up_proj!] : [gate_up_proj];

    /// <summary>[.., D] → [.., D].</summary>
    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        if (gate_up_proj is null)
        {
            return down_proj.forward(Activated(gate_proj!.forward(hidden)).mul(up_proj!.forward(hidden))).MoveToOuterDisposeScope();
        }

        var both = gate_up_proj.forward(hidden).chunk(2, -1);
        return down_proj.forward(Activated(both[0]).mul(both[1])).MoveToOuterDisposeScope();
    }

    private Tensor Activated(Tensor gate) => _config.Activation switch
    {
        GateActivation.Silu => functional.silu(gate),
        GateActivation.GeluTanh => GeluTanh.Of(gate),
    };
}
