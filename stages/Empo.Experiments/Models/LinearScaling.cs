namespace Empo.Models;

/// <summary>Every position is divided by a factor. Source: Chen et al. 2023, arXiv 2306.15595.</summary>
/// <param name="Factor">At least 1.</param>
public sealed record LinearScaling(double Factor) : RotaryScaling
{
    public override double[] Frequencies(double theta, int rotated) =>
        [.. Unscaled(theta, rotated).Select(frequency => frequency / Factor)];
}
