namespace Empo.Models;

/// <summary>
/// YaRN: fast waves stay, slow ones are stretched by the factor, those between are mixed along a ramp over their index. Source: Peng et al.
/// 2023, arXiv 2309.00071, sections 3.2 to 3.4.
/// </summary>
/// <param name="Factor"><c>factor</c>.</param>
/// <param name="Original"><c>original_max_position_embeddings</c>.</param>
/// <param name="BetaFast">Waves with more turns than this over the original positions stay.</param>
/// <param name="BetaSlow">Waves with fewer turns than this are stretched.</param>
/// <param name="Attention">What cos and sin are multiplied by.</param>
public sealed record YarnScaling(double Factor, double Original, double BetaFast, double BetaSlow, double Attention) : RotaryScaling
{
    /// <summary>The multiplier of cos and sin where the file names none.</summary>
    /// <param name="factor"><c>factor</c>.</param>
    /// <param name="weight"><c>mscale</c> or <c>mscale_all_dim</c>, where the file has both.</param>
    public static double UsualAttention(double factor, double weight = 1) => factor <= 1 ? 1 : (0.1 * weight * Math.Log(factor)) + 1;

    public override double AttentionFactor => Attention;

    public override double[] Frequencies(double theta, int rotated)
    {
        var low = Math.Max(Math.Floor(IndexOf(BetaFast, theta, rotated)), 0);
        var high = Math.Min(Math.Ceiling(IndexOf(BetaSlow, theta, rotated)), rotated - 1);
        var width = high == low ? 0.001 : high - low;
        return
        [
            .. Unscaled(theta, rotated).Select((frequency, i) =>
            {
                var stretched = Math.Clamp((i - low) / width, 0, 1);
                return (frequency / Factor * stretched) + (frequency * (1 - stretched));
            }),
        ];
    }

    /// <summary>The index, not whole, of the wave that makes so many turns over the original positions.</summary>
    private double IndexOf(double turns, double theta, int rotated) =>
        rotated * Math.Log(Original / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));
}
