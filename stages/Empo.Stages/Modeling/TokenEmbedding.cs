using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Empo.Stages.Modeling;

/// <summary>Rows of the embedding matrix by token id.</summary>
internal sealed class TokenEmbedding : Module<Tensor, Tensor>
{
    internal readonly TorchSharp.Modules.Parameter weight; // [V, D]

    public TokenEmbedding(int vocabulary, int width, ScalarType dtype, Device device)
        : base(nameof(TokenEmbedding))
    {
        weight = new TorchSharp.Modules.Parameter(empty(vocabulary, width, dtype, device));
        RegisterComponents();
    }

    /// <summary>[B, T] int64 → [B, T, D].</summary>
    public override Tensor forward(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return weight.index_select(0, ids.reshape(-1)).view(ids.shape[0], ids.shape[1], -1).MoveToOuterDisposeScope();
    }
}
