using System.Globalization;
using Empo.Experiments.Metrics;
using Empo.Method;

namespace Empo.Stages.Evaluation;

/// <summary>The numbers of an evaluation, by name. Means are over questions, each with the same weight.</summary>
internal static class EvaluationSummary
{
    /// <summary>
    /// <c>greedy</c> with its Wilson interval (<c>_low</c>, <c>_high</c>, 95 %); <c>pass@1</c> with a bootstrap over questions;
    /// <c>pass@k</c> (unbiased) and <c>maj@k</c> (expectation over subsets) for each k; <c>semantic_entropy</c> in nats and its group size
    /// G (<c>samples</c>); <c>entropy_accuracy_spearman</c> and <c>_pearson</c> over questions, from independent halves of the samples,
    /// absent where either of the two does not vary; with a marker, the share of responses that contain it, and the accuracy with and
    /// without it. Where questions lack an answer, <c>labelled</c> says how many have one; accuracy is then over those questions, and
    /// absent where there are none.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Of(
        IReadOnlyList<QuestionOutcome> outcomes,
        IReadOnlyList<int> ks,
        bool hasMarker,
        ulong seed
    )
    {
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["questions"] = outcomes.Count,
            ["samples"] = outcomes[0].Samples,
            ["semantic_entropy"] = outcomes.Average(outcome => outcome.Group.SemanticEntropy),
            ["majority_share"] = outcomes.Average(outcome => outcome.Group.Statistics.MajorityShare),
            ["no_answer"] = outcomes.Average(outcome => outcome.Group.Statistics.UnansweredShare),
            ["response_length"] = outcomes.Average(outcome => outcome.Group.Samples.Average(sample => sample.TokenIds.Length)),
            ["truncated"] = outcomes.Average(outcome =>
                outcome.Group.Samples.Count(sample => sample.FinishReason == "length") / (double)outcome.Samples
            ),
        };
        if (hasMarker)
        {
            AddMarker(metrics, outcomes);
        }

        List<QuestionOutcome> labelled = [.. outcomes.Where(outcome => outcome.Correct is not null)];
        if (labelled.Count < outcomes.Count)
        {
            metrics[EvaluationMetrics.Labelled] = labelled.Count;
        }

        if (labelled.Count > 0)
        {
            AddAccuracy(metrics, labelled, ks, seed);
        }

        return metrics;
    }

    private static void AddAccuracy(
        SortedDictionary<string, double> metrics,
        List<QuestionOutcome> labelled,
        IReadOnlyList<int> ks,
        ulong seed
    )
    {
        AddInterval(metrics, "greedy", WilsonInterval.Of(labelled.Count(outcome => outcome.GreedyCorrect == true), labelled.Count));
        AddInterval(metrics, "pass@1", Bootstrap.OverQuestions([.. labelled.Select(outcome => outcome.Accuracy!.Value)], seed));
        foreach (var k in ks)
        {
            metrics[Name("pass", k)] = labelled.Average(outcome => PassAtK.Unbiased(outcome.Samples, outcome.CorrectSamples!.Value, k));
            metrics[Name("maj", k)] = labelled.Average(outcome => MajorityAtK.Expected(outcome.Group.Clusters, outcome.Correct!, k, seed));
        }

        AddHalves(metrics, labelled);
    }

    private static string Name(string what, int k) => string.Create(CultureInfo.InvariantCulture, $"{what}@{k}");

    private static void AddInterval(SortedDictionary<string, double> metrics, string name, Interval interval)
    {
        metrics[name] = interval.Estimate;
        metrics[$"{name}_low"] = interval.Low;
        metrics[$"{name}_high"] = interval.High;
    }

    private static void AddHalves(SortedDictionary<string, double> metrics, IReadOnlyList<QuestionOutcome> outcomes)
    {
        double[] entropy = [.. outcomes.Select(outcome => outcome.IndependentHalves.Entropy)];
        double[] accuracy = [.. outcomes.Select(outcome => outcome.IndependentHalves.Accuracy!.Value)];
        AddDefined(metrics, "entropy_accuracy_spearman", Correlation.Spearman(entropy, accuracy));
        AddDefined(metrics, "entropy_accuracy_pearson", Correlation.Pearson(entropy, accuracy));
    }

    private static void AddMarker(SortedDictionary<string, double> metrics, IReadOnlyList<QuestionOutcome> outcomes)
    {
        metrics["marker_share"] = outcomes.SelectMany(outcome => outcome.Marked).Average(marked => marked ? 1.0 : 0.0);
        (bool Marked, bool Correct)[] samples =
        [
            .. outcomes.Where(outcome => outcome.Correct is not null).SelectMany(outcome => outcome.Marked.Zip(outcome.Correct!)),
        ];
        AddDefined(metrics, "marker_accuracy", Mean(samples.Where(sample => sample.Marked)));
        AddDefined(metrics, "unmarked_accuracy", Mean(samples.Where(sample => !sample.Marked)));
    }

    private static double Mean(IEnumerable<(bool Marked, bool Correct)> samples) =>
        samples.Select(sample => sample.Correct ? 1.0 : 0.0).DefaultIfEmpty(double.NaN).Average();

    private static void AddDefined(SortedDictionary<string, double> metrics, string name, double value)
    {
        if (double.IsFinite(value))
        {
            metrics[name] = value;
        }
    }
}
