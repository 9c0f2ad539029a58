using Empo.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>Rows of the embedding matrix by token id, times the model's factor.</summary>
internal sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    internal readonly TorchSharp.Modules.Parameter weight; // [V, D]

    private readonly double _factor;

    public TokenEmbedding(DecoderConfig config, ScalarType dtype, Device device)
        : base(nameof(TokenEmbedding))
    {
        weight = new TorchSharp.Modules.Parameter(empty(config.VocabularySize, config.HiddenSize, dtype, device));
        _factor = FactorOf(config, dtype);
        RegisterComponents();
    }

    /// <summary>The embedding's factor, rounded to the type that it is multiplied in, as the released models do.</summary>
    public static double FactorOf(DecoderConfig config, ScalarType dtype)
    {
        if (config.EmbeddingScale == 1)
        {
            return 1;
        }

        using var scope = NewDisposeScope();
        return Scalars.Read(tensor(config.EmbeddingScale, ScalarType.Float64).to(dtype).to(ScalarType.Float64));
    }

    /// <summary>[B, T] int64 → [B, T, D].</summary>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(ids.reshape(-1)).view(ids.shape[0], ids.shape[1], -1);
        return (_factor == 1 ? rows : rows.mul(Scalars.Of(_factor))).MoveToOuterDisposeScope();
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
