using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// One training pass through the decoder, forward and then backward. With recomputation the forward pass keeps only the input of each
/// layer, and the backward pass runs a layer again just before it differentiates that layer. This takes memory for one layer's activations
/// instead of all, for a third more arithmetic. The operations and their order are the same, so the gradient has the same bits. (Chen et
/// al. 2016, arXiv 1604.06174, with every layer as a segment; TorchSharp does not expose PyTorch's checkpointing.)
/// </summary>
internal sealed class DecoderPass : IDisposable
{
    private readonly CausalDecoder _decoder;
    private readonly Tensor _ids;
    private readonly List<Tensor> _inputs = []; // of each layer, then of the last norm, [B, T, D]; empty without recomputation

    /// <param name="decoder">The model.</param>
    /// <param name="ids">[B, T] int64; the caller keeps it until the backward pass is over.</param>
    /// <param name="recompute">Whether activations are recomputed in the backward pass.</param>
    public DecoderPass(CausalDecoder decoder, Tensor ids, bool recompute)
    {
        (_decoder, _ids) = (decoder, ids);
        using var scope = NewDisposeScope();
        Hidden = (recompute ? Remembering(decoder.model) : decoder.forward(ids)).DetachFromDisposeScope();
    }

    /// <summary>Last hidden states [B, T, D].</summary>
    public Tensor Hidden { get; }

    /// <summary>
    /// Adds to the parameters' gradients; call it once. <paramref name="gradient"/> is the gradient of <see cref="Hidden"/>.
    /// </summary>
    /// <param name="gradient">[B, T, D].</param>
    /// <param name="watch">Is told of each layer; only with recomputation, otherwise all layers end at the same time.</param>
    public void Backward(Tensor gradient, ILayerWatch? watch = null)
    {
        if (_inputs.Count == 0)
        {
            if (watch is not null)
            {
                throw new InvalidOperationException("Layers end one by one only where activations are recomputed.");
            }

            Hidden.backward([gradient]);
            return;
        }

        using var scope = NewDisposeScope();
        var stack = _decoder.model;
        var context = stack.Context(_ids);
        gradient = Through(stack.norm.forward, gradient);
        for (var i = stack.layers.Count - 1; i >= 0; i--)
        {
            using var below = gradient;
            watch?.Begin(i);
            gradient = Through(input => stack.layers[i].Forward(input, context), below);
            watch?.End(i);
        }

        if (stack.embed_tokens.weight.requires_grad)
        {
            stack.embed_tokens.forward(_ids).backward([gradient]);
        }
    }

    public void Dispose()
    {
        _inputs.ForEach(input => input.Dispose());
        Hidden.Dispose();
    }

    private Tensor Remembering(DecoderStack stack)
    {
        using var off = no_grad();
        var context = stack.Context(_ids);
        var hidden = stack.embed_tokens.forward(_ids);
        foreach (var layer in stack.layers)
        {
            _inputs.Add(hidden.DetachFromDisposeScope());
            hidden = layer.Forward(hidden, context);
        }

        _inputs.Add(hidden.DetachFromDisposeScope());
        return stack.norm.forward(hidden);
    }

    /// <summary>
    /// Runs the last segment without a backward pass so far again, with gradients, and frees its kept input. Returns the gradient of that
    /// input.
    /// </summary>
    private Tensor Through(Func<Tensor, Tensor> segment, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        using var kept = _inputs[^1];
        _inputs.RemoveAt(_inputs.Count - 1);
        var input = kept.detach().requires_grad_();
        segment(input).backward([gradient]);
        return input.grad!.MoveToOuterDisposeScope();
    }
}
