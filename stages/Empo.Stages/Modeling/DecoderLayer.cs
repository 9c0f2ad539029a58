using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>
/// One transformer block: attention, then feed-forward, each added to the residual stream. Which norms there are, and what
/// <c>post_attention_layernorm</c> normalises, follows from <see cref="DecoderConfig.Norms"/>.
/// </summary>
internal sealed class DecoderLayer : Module
{
    internal readonly SelfAttention self_attn;
    internal readonly FeedForward mlp;
    internal readonly RmsNorm? input_layernorm;
    internal readonly RmsNorm post_attention_layernorm;
    internal readonly RmsNorm? pre_feedforward_layernorm;
    internal readonly RmsNorm? post_feedforward_layernorm;
    private readonly DecoderConfig _config;

    public DecoderLayer(DecoderConfig config, LayerForm form, ScalarType dtype, Device device)
        : base(nameof(DecoderLayer))
    {
        RmsNorm Norm() => new(config.HiddenSize, config, dtype, device);
        _config = config;
        self_attn = new SelfAttention(config, form, dtype, device);
        mlp = new FeedForward(config, dtype, device);
        input_layernorm = config.Norms == LayerNorms.After ? null : Norm();
        post_attention_layernorm = Norm();
        pre_feedforward_layernorm = config.Norms == LayerNorms.BeforeAndAfter ? Norm() : null;
        post_feedforward_layernorm = config.Norms == LayerNorms.Before ? null : Norm();
        Form = form;
        RegisterComponents();
    }

    public LayerForm Form { get; }

    /// <summary>Of attention's input, or null.</summary>
    public RmsNorm? AttentionNorm => input_layernorm;

    /// <summary>Of attention's output, or null.</summary>
    public RmsNorm? AttentionOutputNorm => _config.Norms == LayerNorms.Before ? null : post_attention_layernorm;

    /// <summary>Of the feed-forward network's input, or null.</summary>
    public RmsNorm? FeedForwardNorm => _config.Norms switch
    {
        LayerNorms.Before => post_attention_layernorm,
        LayerNorms.After => null,
        LayerNorms.BeforeAndAfter => pre_feedforward_layernorm,
    };

    /// <summary>Of the feed-forward network's output, or null.</summary>
    public RmsNorm? FeedForwardOutputNorm => post_feedforward_layernorm;

    /// <summary>hidden [B, T, D] → [B, T, D].</summary>
    public Tensor Forward(Tensor hidden, SequenceContext context)
    {
        using var scope = NewDisposeScope();
        var attended = Added(hidden, self_attn.Forward(Normalized(hidden, AttentionNorm), context), AttentionOutputNorm);
        return Added(attended, mlp.forward(Normalized(attended, FeedForwardNorm)), FeedForwardOutputNorm).MoveToOuterDisposeScope();
    }

    private Tensor Added(Tensor hidden, Tensor output, RmsNorm? norm) =>
        hidden.add(Normalized(output, norm), _config.ResidualScale == 1 ? Scalars.One : Scalars.Of(_config.ResidualScale));

    private static Tensor Normalized(Tensor input, RmsNorm? norm) => norm is null ? input : norm.forward(input);
}
