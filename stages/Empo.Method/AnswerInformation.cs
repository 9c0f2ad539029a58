namespace Empo.Method;

/// <summary>
/// Measures how much the answers of a round depend on their questions: the mutual information I(Q; A) between question and answer, in nats,
/// without labels.
/// <para>
/// <c>I = H(A) - mean over q of H(A | q)</c>: entropy of the answers pooled over the round's questions, minus the mean semantic entropy.
/// Agreement from solving each question lowers only the second term, so I rises. Agreement on one common answer lowers both, so I falls
/// towards 0.
/// </para>
/// <para>
/// The plug-in estimate is too large: with G samples per question it finds dependence even where there is none. <see cref="Chance"/> is the
/// mean of the same estimate after the round's answers were assigned to the questions at random, and <see cref="Corrected"/> subtracts it.
/// The correction is exact in expectation where answers do not depend on questions, and errs on the low side where they do.
/// </para>
/// </summary>
public sealed record AnswerInformation
{
    /// <summary>H(A) in nats over all answers of the round.</summary>
    public required double PooledEntropy { get; init; }

    /// <summary>Mean over questions of H(A | q) in nats; responses without an answer are one outcome here, not one each.</summary>
    public required double ConditionalEntropy { get; init; }

    /// <summary>Mean of the plug-in estimate over shuffled rounds, in nats.</summary>
    public required double Chance { get; init; }

    /// <summary>The plug-in estimate <c>H(A) - mean H(A | q)</c>, at least 0 up to rounding.</summary>
    public double Plain => PooledEntropy - ConditionalEntropy;

    /// <summary>The estimate minus the part that chance alone gives; slightly negative values are noise around 0.</summary>
    public double Corrected => Plain - Chance;

    /// <summary>Measures one round.</summary>
    /// <param name="answers">[Q][G] outcomes numbered across all questions from 0: equal numbers are equal answers.</param>
    /// <param name="seed">Seed of the shuffles.</param>
    /// <param name="shuffles">Shuffled rounds to average over.</param>
    /// <exception cref="ArgumentException">There is no question, or one without answers.</exception>
    public static AnswerInformation Of(IReadOnlyList<int[]> answers, ulong seed, int shuffles = 20)
    {
        if (answers.Count == 0 || answers.Any(group => group.Length == 0))
        {
            throw new ArgumentException("Information needs questions with answers.");
        }

        int[] pooled = [.. answers.SelectMany(group => group)];
        double pooledEntropy = Entropy(pooled);
        double chance = 0;
        for (int draw = 0; draw < shuffles; draw++)
        {
            Shuffle(pooled, seed, (ulong)draw);
            chance += (pooledEntropy - MeanEntropy(Deal(pooled, answers))) / shuffles;
        }

        return new AnswerInformation { PooledEntropy = pooledEntropy, ConditionalEntropy = MeanEntropy(answers), Chance = chance };
    }

    private static double MeanEntropy(IEnumerable<int[]> groups) => groups.Average(Entropy);

    private static double Entropy(int[] outcomes) =>
        SemanticEntropy.OfCounts([.. outcomes.CountBy(outcome => outcome).Select(outcome => outcome.Value)]);

    /// <summary>The pooled answers in groups of the original sizes.</summary>
    private static IEnumerable<int[]> Deal(int[] pooled, IReadOnlyList<int[]> like)
    {
        int start = 0;
        foreach (int[] group in like)
        {
            yield return pooled[start..(start + group.Length)];
            start += group.Length;
        }
    }

    /// <summary>Fisher and Yates, with counter-based numbers.</summary>
    private static void Shuffle(int[] values, ulong seed, ulong draw)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = CounterRandom.Below(i + 1, seed, 0, draw, (ulong)i);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
