namespace Empo.Method.Rewards;

/// <summary>Several rewards of one group as one, [G].</summary>
public static class CompositeReward
{
    /// <summary>
    /// <c>r_i = Σ_k w_k r_{k,i}</c>: the rewards are summed first and normalised by the advantage afterwards, so a reward of larger scale
    /// dominates. A weight of 0 leaves a reward out. Example: 1 0 0 0 and .2 .8 .2 .8 with weights 1 and .5 give 1.1 .4 .1 .4.
    /// </summary>
    /// <param name="rewards">[K][G].</param>
    /// <param name="weights">[K].</param>
    public static double[] WeightedSum(IReadOnlyList<double[]> rewards, IReadOnlyList<double> weights)
    {
        double[] sum = new double[rewards[0].Length];
        for (int k = 0; k < rewards.Count; k++)
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += weights[k] * rewards[k][i];
            }
        }

        return sum;
    }

    /// <summary>
    /// Normalise, then sum: each reward becomes its z-score (ddof 1) within the group before the weighted sum, so weights are comparable
    /// for rewards of any scale. The advantage normalises the sum again. Example: the rewards above give 1.066812 -.067012 -.932788
    /// -.067012, and after the z-score 1.300844 -.081713 -1.137418 -.081713. Source: GDPO as in TRL. There the second normalisation is over
    /// the batch; here it is over the group.
    /// </summary>
    /// <param name="rewards">[K][G].</param>
    /// <param name="weights">[K].</param>
    /// <param name="epsilon">ε of the inner z-scores.</param>
    public static double[] NormalizedSum(IReadOnlyList<double[]> rewards, IReadOnlyList<double> weights, double epsilon) =>
        WeightedSum([.. rewards.Select(reward => Advantages.GroupNormalized(reward, epsilon))], weights);
}
