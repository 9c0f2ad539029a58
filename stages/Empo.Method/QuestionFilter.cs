namespace Empo.Method;

/// <summary>
/// Which questions a round trains on: keep iff δ_low &lt; H &lt; δ_high (arXiv 2504.05812, equation 7) and the other thresholds hold.
/// <para>
/// The decision depends on the cluster counts only, never on how a sum was rounded: "all answers differ" is <c>M = G</c>, and an
/// entropy or share within 1e-9 of a bound counts as lying on it. The released TRL recipe tests <c>H &lt; ln G</c> in floating point;
/// with its G = 7 the entropy of 7 different answers comes out just below ln 7 and the test never fires.
/// </para>
/// <para>
/// Released code: TRL mathematics drops only all-different groups; verl's dynamic filter bounds the largest reward (that is
/// <see cref="FilterThresholds.MajorityLow"/> and <see cref="FilterThresholds.MajorityHigh"/>) and is switched off in every recipe.
/// </para>
/// </summary>
public static class QuestionFilter
{
    // Cluster shares are multiples of 1/G, so distinct values of H and of a share lie much further apart.
    private const double OnTheBound = 1e-9;

    /// <summary>
    /// Null to keep the question, otherwise the first reason of: no answer, unanimous, all different, entropy low, entropy high,
    /// majority low, majority high. Example: G = 7 different answers with AllDifferent set give <see cref="DropReason.AllDifferent"/>.
    /// </summary>
    public static DropReason? Decide(ClusterStatistics statistics, FilterThresholds thresholds)
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

        return ByEntropy(SemanticEntropy.OfCounts(statistics.Counts), thresholds) ?? ByMajority(statistics.MajorityShare, thresholds);
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
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason to drop a question."),
    };

    private static DropReason? ByEntropy(double entropy, FilterThresholds thresholds)
    {
        if (entropy <= thresholds.EntropyLow + OnTheBound)
        {
            return DropReason.EntropyLow;
        }

        return entropy >= thresholds.EntropyHigh - OnTheBound ? DropReason.EntropyHigh : null;
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
