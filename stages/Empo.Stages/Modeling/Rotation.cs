using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>The rotation of queries and keys at some positions.</summary>
/// <param name="Cosines">[.., r] of the rotated components.</param>
/// <param name="SignedSines">[.., r], negative in the first half.</param>
internal readonly record struct Rotation(Tensor Cosines, Tensor SignedSines)
{
    /// <summary>The same positions in another layout.</summary>
    public Rotation Map(Func<Tensor, Tensor> change) => new(change(Cosines), change(SignedSines));

    /// <summary>Rotates the first r of the last dimension of heads [.., d], with gradients.</summary>
    public Tensor Of(Tensor heads)
    {
        if (Cosines.shape[^1] == heads.shape[^1])
        {
            return RotaryEmbedding.Rotate(heads, Cosines, SignedSines);
        }

        using var scope = NewDisposeScope();
        var (rotated, size) = (Cosines.shape[^1], heads.shape[^1]);
        var turned = RotaryEmbedding.Rotate(heads.narrow(-1, 0, rotated), Cosines, SignedSines);
        return cat([turned, heads.narrow(-1, rotated, size - rotated)], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Rotates heads [.., d] in place, without gradients.</summary>
    public void Apply(Tensor heads)
    {
        var part = Cosines.shape[^1] == heads.shape[^1] ? heads : heads.narrow(-1, 0, Cosines.shape[^1]);
        var rolled = part.roll(part.shape[^1] / 2, -1);
        part.mul_(Cosines).addcmul_(rolled, SignedSines, Scalars.One);
    }
}
