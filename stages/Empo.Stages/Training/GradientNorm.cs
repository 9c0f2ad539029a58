using Empo.Experiments.Resources;
using Empo.Stages.Distribution;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>The Euclidean norm over all gradients together, and clipping by it.</summary>
/// <remarks>
/// In one process the norm is one reduction by libtorch, and over ranks too, up to 2^26 elements: each rank then has the whole gradient,
/// and the bits are those of one process. Beyond, ranks sum it block by block (<see cref="Section.Block"/>) in double precision, so that
/// none needs the whole gradient; its last bits, and those of a clipped step, are then the same for any number of ranks, but others than in
/// one process.
/// </remarks>
internal static class GradientNorm
{
    private const long LargestReduction = UpdateMemory.LargestReduction;

    /// <summary>Whether ranks sum the norm of so many elements block by block.</summary>
    public static bool IsInBlocks(long elements) => elements > LargestReduction;

    /// <summary>
    /// Measures the norm and scales the gradient by <c>most / (norm + 1e-6)</c> where that is below 1, as
    /// torch.nn.utils.clip_grad_norm_ does. Example (reference case J): [3, 4] with bound 1 becomes [0.6, 0.8].
    /// </summary>
    /// <param name="parameters">Their <see cref="FlatParameters.Gradient"/> is changed in place.</param>
    /// <param name="most">The bound; 0 for none.</param>
    /// <param name="step">One-based optimizer step, for the message.</param>
    /// <returns>The norm before clipping.</returns>
    /// <exception cref="UserError">The norm is not finite; nothing was changed.</exception>
    public static double Clip(FlatParameters parameters, double most, int step) =>
        Clip(parameters.Gradient, most, step, sections: null);

    /// <summary>The same for a gradient.</summary>
    /// <param name="gradient">[P], changed in place.</param>
    /// <param name="most">The bound; 0 for none.</param>
    /// <param name="step">One-based optimizer step, for the message.</param>
    /// <param name="sections">The sections that are divided into blocks, where it is summed block by block; null for one reduction.</param>
    /// <returns>The norm before clipping.</returns>
    /// <exception cref="UserError">The norm is not finite; nothing was changed.</exception>
    public static double Clip(Tensor gradient, double most, int step, IReadOnlyList<GradientSection>? sections)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var norm = sections is null ? Scalars.Read(gradient.norm())
            : Math.Sqrt(sections.SelectMany(section => Squares(gradient.narrow(0, section.Start, section.Count))).Sum());
        return Scaled(gradient, norm, most, step);
    }

    /// <summary>The square of the norm of each block, in order.</summary>
    public static double[] Squares(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var whole = gradient.numel() / Section.Block * Section.Block;
        var norms = new List<Tensor>();
        if (whole > 0)
        {
            norms.Add(gradient.narrow(0, 0, whole).view(-1, Section.Block).norm(1));
        }

        if (whole < gradient.numel())
        {
            norms.Add(gradient.narrow(0, whole, gradient.numel() - whole).norm().view(1));
        }

        return norms.Count == 0
            ? []
            : [.. cat([.. norms]).to(ScalarType.Float64).cpu().data<double>().ToArray().Select(norm => norm * norm)];
    }

    /// <summary>Scales a gradient, or a range of it, whose norm is known.</summary>
    public static double Scaled(Tensor gradient, double norm, double most, int step)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
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
            Scalars.With(scale, factor => gradient.mul_(factor));
        }

        return norm;
    }
}
