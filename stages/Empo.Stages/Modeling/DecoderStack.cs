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
    private readonly RotaryEmbedding _rotary;

    public DecoderStack(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(DecoderStack))
    {
        embed_tokens = new TokenEmbedding(config.VocabularySize, config.HiddenSize, dtype, device);
        layers = ModuleList(Enumerable.Range(0, config.Layers).Select(_ => new DecoderLayer(config, dtype, device)).ToArray());
        norm = new RmsNorm(config.HiddenSize, config.RmsNormEpsilon, dtype, device);
        _rotary = new RotaryEmbedding(config, dtype, device);
        RegisterComponents();
    }

    internal RotaryEmbedding Rotary => _rotary;

    /// <summary>[B, T] int64 → [B, T, D].</summary>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var (cosines, signedSines) = _rotary.Upto(ids.shape[1]);
        (cosines, signedSines) = (cosines.unsqueeze(1), signedSines.unsqueeze(1)); // [T, 1, d]
        var hidden = embed_tokens.forward(ids);
        foreach (var layer in layers)
        {
            hidden = layer.forward(hidden, cosines, signedSines);
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
