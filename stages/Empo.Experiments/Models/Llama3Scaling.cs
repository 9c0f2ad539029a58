namespace Empo.Models;

/// <summary>
/// Llama 3.1's scaling: waves longer than <c>Original / Low</c> positions are stretched by the factor, those shorter than
/// <c>Original / High</c> stay, those between are mixed.
/// </summary>
/// <param name="Factor"><c>factor</c>.</param>
/// <param name="Low"><c>low_freq_factor</c>.</param>
/// <param name="High"><c>high_freq_factor</c>, above <paramref name="Low"/>.</param>
/// <param name="Original"><c>original_max_position_embeddings</c>.</param>
public sealed record Llama3Scaling(double Factor, double Low, double High, double Original) : RotaryScaling
{
    public override double[] Frequencies(double theta, int rotated) => [.. Unscaled(theta, rotated).Select(Scaled)];

    private double Scaled(double frequency)
    {
        var turns = Original * frequency / (2 * Math.PI); // of the wave, over the original positions
        var share = Math.Clamp((turns - Low) / (High - Low), 0, 1);
        return ((1 - share) * frequency / Factor) + (share * frequency);
    }
}
