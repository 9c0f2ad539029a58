using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>Rows of the embedding matrix by token id.</summary>
internal sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    internal readonly TorchSharp.Modules.Parameter weight; // [V, D]

    public TokenEmbedding(long vocabulary, long width, ScalarType dtype, Device device)
        : base(nameof(TokenEmbedding))
    {
        weight = new TorchSharp.Modules.Parameter(empty(vocabulary, width, dtype, device));
        RegisterComponents();
    }

    /// <summary>[B, T] int64 → [B, T, D].</summary>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return Rows(ids.reshape(-1)).view(ids.shape[0], ids.shape[1], -1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// [N] → [N, D]. In 16 bits with gradients, each token's row is selected once and then repeated in F32. The gradient of index_select is
    /// a sum over the token's positions. CUDA adds these one by one in the tensor's own type, and a bfloat16 sum stops growing at 256 times
    /// its terms.
    /// </summary>
    private Tensor Rows(Tensor ids)
    {
        if (weight.dtype is not (ScalarType.BFloat16 or ScalarType.Float16) || !is_grad_enabled())
        {
            return weight.index_select(0, ids);
        }

        var (tokens, places, _) = ids.unique(sorted: true, return_inverse: true);
        return weight.index_select(0, tokens).to(ScalarType.Float32).index_select(0, places!).to(weight.dtype);
    }
}
