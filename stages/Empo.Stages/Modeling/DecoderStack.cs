using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>The module that checkpoints call <c>model</c>: embedding, layers, last norm.</summary>
internal sealed class DecoderStack : Module<Tensor, Tensor>
{
    internal readonly TokenEmbedding embed_tokens;
    internal readonly TorchSharp.Modules.ModuleList<DecoderLayer> layers;
    internal readonly RmsNorm norm;
    private readonly DecoderConfig _config;
    private readonly RotaryTables _rotary;

    public DecoderStack(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(DecoderStack))
    {
        _config = config;
        embed_tokens = new TokenEmbedding(config, dtype, device);
        layers = ModuleList(
            Enumerable.Range(0, config.Layers).Select(i => new DecoderLayer(config, config.Layer(i), dtype, device)).ToArray()
        );
        norm = new RmsNorm(config.HiddenSize, config, dtype, device);
        _rotary = new RotaryTables(config, dtype, device);
        RegisterComponents();
    }

    internal RotaryTables Rotary => _rotary;

    /// <summary>What the layers need to know of sequences [B, T] of ids. Use it inside the current dispose scope.</summary>
    public SequenceContext Context(Tensor ids) =>
        new(_config, _rotary.Upto(ids.shape[1]), ids.shape[1], embed_tokens.weight.dtype, ids.device);

    /// <summary>[B, T] int64 → [B, T, D].</summary>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var context = Context(ids);
        var hidden = embed_tokens.forward(ids);
        foreach (var layer in layers)
        {
            hidden = layer.Forward(hidden, context);
        }

        return norm.forward(hidden).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rotary.Dispose();
        }

        base.Dispose(disposing);
    }
}
