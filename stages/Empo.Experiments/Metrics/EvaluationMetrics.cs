namespace Empo.Experiments.Metrics;

/// <summary>Tells from the metrics of an evaluation how many of its questions have answers.</summary>
public static class EvaluationMetrics
{
    /// <summary>Number of questions with an answer; only where some have none.</summary>
    public const string Labelled = "labelled";

    /// <summary>Number of questions asked.</summary>
    public const string Questions = "questions";

    /// <summary>Accuracy of sampled answers.</summary>
    public const string PassAtOne = "pass@1";

    /// <summary>Whether accuracy was measured: at least one question has an answer.</summary>
    public static bool HaveAccuracy(IReadOnlyDictionary<string, double> metrics) => metrics.ContainsKey(PassAtOne);

    /// <summary>How many questions were asked and how many of them have an answer, where some have none; otherwise null.</summary>
    public static (int Labelled, int Questions)? PartlyLabelled(IReadOnlyDictionary<string, double> metrics) =>
        metrics.TryGetValue(Labelled, out var labelled) && metrics.TryGetValue(Questions, out var questions)
            ? ((int)labelled, (int)questions)
            : null;
}
