namespace Empo.Method;

/// <summary>
/// Share of the peak learning rate in round t = 1..R. Warm-up of W rounds: <c>t / (W + 1)</c>, so round W + 1 is the first at the peak.
/// After the warm-up, with <c>x = (t - 1 - W) / (R - W)</c>, linear <c>1 - x</c> or cosine <c>(1 + cos π x) / 2</c>; no round has a rate of
/// 0. A rate holds for a whole round, so it does not depend on how many questions were kept.
/// </summary>
public static class LearningRateSchedule
{
    /// <summary>
    /// The factor in (0, 1]. Examples for R = 4: linear 1 .75 .5 .25; cosine 1 .853553 .5 .146447; with W = 1 linear
    /// .5 1 .666667 .333333. EMPO's recipes are constant without warm-up; TTRL's is cosine with 3 %.
    /// </summary>
    /// <param name="shape">Constant, linear or cosine.</param>
    /// <param name="round">t, from 1.</param>
    /// <param name="rounds">R; not read by the constant shape.</param>
    /// <param name="warmup">W, from 0 to R - 1; any number for the constant shape, which has no R.</param>
    /// <exception cref="ArgumentOutOfRangeException">The round lies outside of 1..R where the shape needs R.</exception>
    public static double Factor(ScheduleShape shape, int round, int rounds, int warmup)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(round, 1);

        if (round <= warmup)
        {
            return round / (warmup + 1.0);
        }

        if (shape == ScheduleShape.Constant)
        {
            return 1;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(round, rounds);
        double progress = (round - 1.0 - warmup) / (rounds - warmup);
        return shape == ScheduleShape.Linear ? 1 - progress : (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}
