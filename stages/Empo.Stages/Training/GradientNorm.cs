using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>The Euclidean norm over all gradients together, and clipping by it.</summary>
internal static class GradientNorm
{
    /// <summary>
    /// Measures the norm and scales the gradient by <c>most / (norm + 1e-6)</c> where that is below 1, as
    /// torch.nn.utils.clip_grad_norm_ does. Example (reference case J): [3, 4] with bound 1 becomes [0.6, 0.8].
    /// </summary>
    /// <param name="parameters">Their <see cref="FlatParameters.Gradient"/> is changed in place.</param>
    /// <param name="most">The bound; 0 for none.</param>
    /// <param name="step">One-based optimizer step, for the message.</param>
    /// <returns>The norm before clipping.</returns>
    /// <exception cref="UserError">The norm is not finite; nothing was changed.</exception>
    public static double Clip(FlatParameters parameters, double most, int step)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var norm = Scalars.Read(parameters.Gradient.norm());
        if (!double.IsFinite(norm))
        {
            throw new UserError(
                "EMPO3040",
                $"The gradient of optimizer step {step} is not finite (norm {norm}): training has diverged. Nothing was written; "
                    + "lower the learning rate or look at the rewards of this round."
            );
        }

        var scale = most / (norm + 1e-6);
        if (most > 0 && scale < 1)
        {
            Scalars.With(scale, factor => parameters.Gradient.mul_(factor));
        }

        return norm;
    }
}
