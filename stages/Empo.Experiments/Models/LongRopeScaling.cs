namespace Empo.Models;

/// <summary>
/// LongRoPE (Ding et al. 2024, arXiv 2402.13753) within the original positions: each wave is divided by its own short factor. Beyond them
/// the published models change to long factors for the whole sequence, keys that are already cached included. No sampler with a cache does
/// that, so such sequences are refused: <see cref="DecoderConfig.MaxPositions"/> ends at the original positions.
/// </summary>
/// <param name="Short"><c>short_factor</c>, [rotated / 2].</param>
/// <param name="Attention">What cos and sin are multiplied by.</param>
public sealed record LongRopeScaling(IReadOnlyList<double> Short, double Attention) : RotaryScaling
{
    /// <summary>√(1 + ln(extended / original) / ln(original)), the multiplier where the file names none.</summary>
    public static double UsualAttention(double extended, double original) =>
        extended <= original ? 1 : Math.Sqrt(1 + (Math.Log(extended / original) / Math.Log(original)));

    public override double AttentionFactor => Attention;

    public override double[] Frequencies(double theta, int rotated) =>
        [.. Unscaled(theta, rotated).Select((frequency, i) => frequency / Short[i])];

    public bool Equals(LongRopeScaling? other) => other is not null && Attention == other.Attention && Short.SequenceEqual(other.Short);

    public override int GetHashCode() => HashCode.Combine(Short.Count, Attention);
}
