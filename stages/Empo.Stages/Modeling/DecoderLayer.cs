using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>One pre-normalised transformer block: attention, then feed-forward, each added to the residual stream.</summary>
internal sealed class DecoderLayer : Module<Tensor, Tensor, Tensor, Tensor>
{
    internal readonly SelfAttention self_attn;
    internal readonly FeedForward mlp;
    internal readonly RmsNorm input_layernorm;
    internal readonly RmsNorm post_attention_layernorm;

    public DecoderLayer(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(DecoderLayer))
    {
        self_attn = new SelfAttention(config, dtype, device);
        mlp = new FeedForward(config, dtype, device);
        input_layernorm = new RmsNorm(config.HiddenSize, config.RmsNormEpsilon, dtype, device);
        post_attention_layernorm = new RmsNorm(config.HiddenSize, config.RmsNormEpsilon, dtype, device);
        RegisterComponents();
    }

    /// <summary>hidden [B, T, D], cosines and signed sines [T, 1, d] → [B, T, D].</summary>
    public override Tensor forward(Tensor hidden, Tensor cosines, Tensor signedSines)
    {
        using var scope = NewDisposeScope();
        var attended = hidden.add(self_attn.forward(input_layernorm.forward(hidden), cosines, signedSines), Scalars.One);
        return attended.add(mlp.forward(post_attention_layernorm.forward(attended)), Scalars.One).MoveToOuterDisposeScope();
    }
}
