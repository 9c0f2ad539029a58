namespace Empo.Method;

/// <summary>
/// Percentile bootstrap over questions: questions are drawn with replacement and each keeps all its samples, because samples of one
/// question are not independent. Seeded and counter-based: the same input gives the same interval.
/// </summary>
public static class Bootstrap
{
    /// <summary>
    /// Interval of the mean of one value per question. For one question, or for equal values, the interval has no width. Example: values 0
    /// 0 1 1 give the estimate 0.5.
    /// </summary>
    /// <param name="values">[Q] a question's statistic, such as its share of correct samples.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">Resamples, 2,000 by default: the bounds' own noise is then about 3 % of the width.</param>
    /// <param name="level">Confidence level in (0, 1).</param>
    public static Interval OverQuestions(IReadOnlyList<double> values, ulong seed, int resamples = 2_000, double level = 0.95) =>
        OverQuestions(values.Count, questions => questions.Average(question => values[question]), seed, (resamples, level));

    /// <summary>
    /// The same for any statistic of a multiset of questions, such as a difference of two arms or a correlation. A resample with an
    /// undefined statistic (NaN) is left out; if all are, the bounds are NaN.
    /// </summary>
    /// <param name="questions">Number of questions Q, at least 1.</param>
    /// <param name="statistic">Maps Q question indices, repeats allowed, to a number.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="plan">Resamples and confidence level.</param>
    public static Interval OverQuestions(
        int questions,
        Func<IReadOnlyList<int>, double> statistic,
        ulong seed,
        (int Resamples, double Level) plan
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(questions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(plan.Resamples);

        double estimate = statistic([.. Enumerable.Range(0, questions)]);
        List<double> drawn = new(plan.Resamples);
        int[] resample = new int[questions];
        for (int draw = 0; draw < plan.Resamples; draw++)
        {
            for (int i = 0; i < questions; i++)
            {
                resample[i] = CounterRandom.Below(questions, seed, 0, (ulong)draw, (ulong)i);
            }

            double value = statistic(resample);
            if (!double.IsNaN(value))
            {
                drawn.Add(value);
            }
        }

        drawn.Sort();
        double tail = (1 - plan.Level) / 2;
        return new Interval(estimate, Quantile(drawn, tail), Quantile(drawn, 1 - tail));
    }

    /// <summary>Linear interpolation between order statistics (the definition 7 of Hyndman and Fan, default of NumPy).</summary>
    /// <param name="ordered">Values in ascending order; none gives NaN.</param>
    /// <param name="share">In [0, 1].</param>
    public static double Quantile(IReadOnlyList<double> ordered, double share)
    {
        if (ordered.Count == 0)
        {
            return double.NaN;
        }

        double position = share * (ordered.Count - 1);
        int below = (int)Math.Floor(position);
        int above = Math.Min(below + 1, ordered.Count - 1);
        return ordered[below] + ((position - below) * (ordered[above] - ordered[below]));
    }
}
