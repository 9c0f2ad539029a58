using Empo.Experiments.Settings.Choices;

namespace Empo.Stages.Training;

/// <summary>
/// Which responses of a round need no forward and no backward pass. Every loss is a multiple of the advantage, so a response of advantage 0
/// adds exactly 0 to loss and gradient, unless the loss also has a divergence from the reference or an entropy bonus.
/// </summary>
internal static class Gradientless
{
    /// <summary>
    /// Share of the trained tokens from which <c>auto</c> skips. Below it little time is saved, and the statistics that come from a forward
    /// pass (mismatch, ratio, k3) stay means over all trained tokens.
    /// </summary>
    public const double WorthSkipping = 0.25;

    /// <summary>
    /// Whether a round skips them, a function of the round's data and settings alone. Example: with auto, 30 of 100 trained tokens at
    /// advantage 0 are skipped, 20 are not.
    /// </summary>
    /// <param name="trained">The responses of the kept questions that are not masked.</param>
    /// <param name="settings">The loss and <c>update.zero_advantages</c>.</param>
    public static bool IsSkipped(IReadOnlyCollection<PolicySample> trained, UpdateSettings settings) =>
        settings.Objective is { KlBeta: 0, EntropyBonus: 0 }
        && settings.ZeroAdvantages switch
        {
            ZeroAdvantages.Compute => false,
            ZeroAdvantages.Skip => true,
            ZeroAdvantages.Auto => Tokens(trained.Where(Holds)) >= WorthSkipping * Tokens(trained),
        };

    /// <summary>Whether the advantage is exactly 0, as the estimators make it for equal rewards; not where it is close to it.</summary>
    public static bool Holds(PolicySample sample) => sample.Advantage == 0;

    private static long Tokens(IEnumerable<PolicySample> samples) => samples.Sum(sample => (long)sample.Sequence.Response.Count);
}
