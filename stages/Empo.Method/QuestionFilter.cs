namespace Empo.Method;

/// <summary>
/// Which questions a round trains on: keep iff δ_low &lt; H &lt; δ_high (arXiv 2504.05812, equation 7) and the other thresholds hold.
/// <para>
/// The decision depends on the cluster counts only, never on how a sum was rounded: "all answers differ" is <c>M = G</c>, and an entropy or
/// share within 1e-9 of a bound counts as equal to it. The released TRL recipe tests <c>H &lt; ln G</c> in floating point; with its G = 7
/// the entropy of 7 different answers comes out just below ln 7 and the test never fires.
/// </para>
/// <para>
/// Released code: TRL mathematics drops only all-different groups; verl's dynamic filter bounds the largest reward
/// (<see cref="FilterThresholds.RewardLow"/> and <see cref="FilterThresholds.RewardHigh"/>, recipe values 0.3 and 1) and is switched off
/// in every recipe.
/// </para>
/// </summary>
public static class QuestionFilter
{
    // Cluster shares are multiples of 1/G, so distinct values of H and of a share are much further apart.
    private const double OnTheBound = 1e-9;

    /// <summary>The decision with the frequency estimate of the entropy and without a reward.</summary>
    public static DropReason? Decide(ClusterStatistics statistics, FilterThresholds thresholds) =>
        Decide(statistics, SemanticEntropy.OfCounts(statistics.Counts), null, thresholds);

    /// <summary>
    /// Null to keep the question, otherwise the first reason of: no answer, unanimous, all different, entropy low, entropy high,
    /// majority low, majority high, reward low, reward high. Example: G = 7 different answers with AllDifferent set give
    /// <see cref="DropReason.AllDifferent"/>.
    /// </summary>
    /// <param name="statistics">Counts of the group.</param>
    /// <param name="entropy">Semantic entropy in nats by the estimator of the run.</param>
    /// <param name="largestReward">Largest reward of the group, or null where no bound on it is set.</param>
    /// <param name="thresholds">The conditions under which a question is kept.</param>
    public static DropReason? Decide(ClusterStatistics statistics, double entropy, double? largestReward, FilterThresholds thresholds)
    {
        if (statistics.UnansweredShare > thresholds.UnansweredHigh + OnTheBound)
        {
            return DropReason.NoAnswer;
        }

        if (thresholds.Unanimous && statistics.Clusters == 1)
        {
            return DropReason.Unanimous;
        }

        if (thresholds.AllDifferent && statistics.Clusters == statistics.Samples)
        {
            return DropReason.AllDifferent;
        }

        return ByEntropy(entropy, statistics.Samples, thresholds)
            ?? ByMajority(statistics.MajorityShare, thresholds)
            ?? ByReward(largestReward, thresholds);
    }

    /// <summary>The name of a reason in artifacts: <c>no_answer</c>, <c>unanimous</c>, <c>all_different</c>, <c>entropy_low</c> …</summary>
    public static string NameOf(DropReason reason) => reason switch
    {
        DropReason.NoAnswer => "no_answer",
        DropReason.Unanimous => "unanimous",
        DropReason.AllDifferent => "all_different",
        DropReason.EntropyLow => "entropy_low",
        DropReason.EntropyHigh => "entropy_high",
        DropReason.MajorityLow => "majority_low",
        DropReason.MajorityHigh => "majority_high",
        DropReason.RewardLow => "reward_low",
        DropReason.RewardHigh => "reward_high",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason to drop a question."),
    };

    private static DropReason? ByEntropy(double entropy, int samples, FilterThresholds thresholds)
    {
        double unit = thresholds.EntropyAsShare ? SemanticEntropy.Largest(samples) : 1;
        if (entropy <= (thresholds.EntropyLow * unit) + OnTheBound)
        {
            return DropReason.EntropyLow;
        }

        return entropy >= (thresholds.EntropyHigh * unit) - OnTheBound ? DropReason.EntropyHigh : null;
    }

    private static DropReason? ByReward(double? largest, FilterThresholds thresholds)
    {
        if (largest < thresholds.RewardLow - OnTheBound)
        {
            return DropReason.RewardLow;
        }

        return largest > thresholds.RewardHigh + OnTheBound ? DropReason.RewardHigh : null;
    }

    private static DropReason? ByMajority(double share, FilterThresholds thresholds)
    {
        if (share < thresholds.MajorityLow - OnTheBound)
        {
            return DropReason.MajorityLow;
        }

        return share > thresholds.MajorityHigh + OnTheBound ? DropReason.MajorityHigh : null;
    }
}
