namespace Empo.Models;

/// <summary>
/// A change of the rotary frequencies by which a model reads longer sequences than it was first trained on. Names and formulas are those of
/// transformers' <c>modeling_rope_utils.py</c>.
/// </summary>
public abstract record RotaryScaling
{
    /// <summary>What cos and sin are multiplied by.</summary>
    public virtual double AttentionFactor => 1;

    /// <summary>The angles per position, [rotated / 2] in radians.</summary>
    /// <param name="theta"><c>rope_theta</c>.</param>
    /// <param name="rotated">Rotated components of a head, even.</param>
    public abstract double[] Frequencies(double theta, int rotated);

    /// <summary>θ^(-2i / rotated).</summary>
    protected static double[] Unscaled(double theta, int rotated) =>
        [.. Enumerable.Range(0, rotated / 2).Select(i => Math.Pow(theta, -2.0 * i / rotated))];
}
