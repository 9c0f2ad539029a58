using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>z = c tanh(s x / c) of the head's products x, or z = s x without a cap.</summary>
/// <param name="Scale">s; 1 for none.</param>
/// <param name="Softcap">c, or null.</param>
internal readonly record struct LogitForm(double Scale, double? Softcap)
{
    public bool IsNeutral => Scale == 1 && Softcap is null;

    /// <summary>[.., V] → [.., V], with gradients.</summary>
    public Tensor Of(Tensor products)
    {
        using var scope = NewDisposeScope();
        var scaled = Scale == 1 ? products : products.mul(Scalars.Of(Scale));
        return (Softcap is { } cap ? Attention.Cap(scaled, cap) : scaled).MoveToOuterDisposeScope();
    }

    /// <summary>In place, without gradients.</summary>
    public void Apply(Tensor products)
    {
        if (IsNeutral)
        {
            return;
        }

        using var scope = NewDisposeScope(); // an operation in place returns a new handle
        if (Scale != 1)
        {
            products.mul_(Scalars.Of(Scale));
        }

        if (Softcap is { } cap)
        {
            Attention.CapInPlace(products, cap);
        }
    }

    /// <summary>Turns the gradient with respect to z into that with respect to x, in place.</summary>
    /// <param name="gradient">[.., V].</param>
    /// <param name="logits">z.</param>
    public void Differentiate(Tensor gradient, Tensor logits)
    {
        using var scope = NewDisposeScope();
        if (Softcap is { } cap)
        {
            var tangent = logits.div(Scalars.Of(cap));
            gradient.sub_(gradient.mul(tangent.pow(Scalars.Two)));
        }

        if (Scale != 1)
        {
            gradient.mul_(Scalars.Of(Scale));
        }
    }
}
