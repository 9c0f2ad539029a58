using Empo.Experiments.Settings.Choices;

namespace Empo.Stages.Training;

/// <summary>
/// The divisor of the summed loss of a whole minibatch. It is counted before the first micro-batch, so that each micro-batch adds its exact
/// share and the split changes neither loss nor gradient. Averaging the means of micro-batches would change them (reference case B3: 2.4167
/// instead of 2.7143).
/// </summary>
/// <param name="Tokens">Response tokens of the minibatch.</param>
/// <param name="Sequences">Responses of the minibatch.</param>
internal readonly record struct LossNormalizer(long Tokens, long Sequences)
{
    /// <summary>
    /// The weight of each token of a response of <paramref name="length"/> tokens:
    /// 1 / Tokens, or 1 / (Sequences * length), or 1 / (Sequences * longest).
    /// </summary>
    public double TokenWeight(LossReduction aggregation, int length, int longest) => aggregation switch
    {
        LossReduction.TokenMean => 1.0 / Tokens,
        LossReduction.SequenceMean => 1.0 / ((double)Sequences * length),
        _ => 1.0 / ((double)Sequences * longest),
    };

    public static LossNormalizer operator +(LossNormalizer left, LossNormalizer right) =>
        new(left.Tokens + right.Tokens, left.Sequences + right.Sequences);
}
