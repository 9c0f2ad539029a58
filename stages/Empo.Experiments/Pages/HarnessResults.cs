using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Metrics;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Pages;

/// <summary>
/// An evaluation in the shape of the results file of lm-evaluation-harness, for tools that read that: metrics are called
/// <c>name,filter</c>, and each has a standard error.
/// </summary>
public static class HarnessResults
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Width of a 95 % interval in standard errors.</summary>
    private const double Interval = 2 * 1.959964;

    /// <summary>Our metric, its name there, and its filter there.</summary>
    private static readonly (string Metric, string Name, string Filter)[] Names =
    [
        ("greedy", "exact_match", "greedy"), (EvaluationMetrics.PassAtOne, "exact_match", "sampled"),
    ];

    /// <summary>The file in UTF-8, or null where accuracy was not measured.</summary>
    /// <param name="experiment">Names the dataset and how it was asked.</param>
    /// <param name="evaluation">The evaluation of one policy.</param>
    /// <param name="model">Name of the policy.</param>
    public static byte[]? Of(Experiment experiment, Manifest? evaluation, string model)
    {
        if (!LeavingPolicy.HasAccuracy(evaluation))
        {
            return null;
        }

        var metrics = evaluation!.Metrics;
        var task = $"{Path.GetFileNameWithoutExtension(experiment.Dataset)}_{experiment.ValueOf(Evaluate.Split).Text}";
        var result = new JsonObject { ["alias"] = task };
        var better = new JsonObject();
        foreach (var (metric, name, filter) in Names.Where(row => metrics.ContainsKey(row.Metric)))
        {
            result[$"{name},{filter}"] = metrics[metric];
            result[$"{name}_stderr,{filter}"] =
                metrics.TryGetValue(metric + "_low", out var low) && metrics.TryGetValue(metric + "_high", out var high)
                    ? (high - low) / Interval
                    : "N/A";
            better[name] = true;
        }

        var asked = EvaluationMetrics.PartlyLabelled(metrics)?.Labelled ?? (int)metrics.GetValueOrDefault(EvaluationMetrics.Questions);
        var text = new JsonObject
        {
            ["results"] = new JsonObject { [task] = result },
            ["group_subtasks"] = new JsonObject { [task] = new JsonArray() },
            ["configs"] = new JsonObject { [task] = Configuration(experiment, task) },
            ["versions"] = new JsonObject { [task] = "empo" },
            ["n-shot"] = new JsonObject { [task] = 0 },
            ["higher_is_better"] = new JsonObject { [task] = better },
            ["n-samples"] = new JsonObject { [task] = new JsonObject { ["original"] = asked, ["effective"] = asked } },
            ["config"] = new JsonObject { ["model"] = "empo-pipeline", ["model_args"] = $"pretrained={model}" },
            ["model_name"] = model,
            ["date"] = Figures.TimeOf(evaluation.Finished) is { } time ? time.ToUnixTimeSeconds() : null,
            ["total_evaluation_time_seconds"] = evaluation.Seconds.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        };
        return JsonSerializer.SerializeToUtf8Bytes(text, Layout);
    }

    private static JsonObject Configuration(Experiment experiment, string task) => new()
    {
        ["task"] = task,
        ["output_type"] = "generate_until",
        ["num_fewshot"] = 0,
        ["repeats"] = experiment.Get(Evaluate.Samples),
        ["generation_kwargs"] = new JsonObject
        {
            ["temperature"] = experiment.Get(Evaluate.Temperature),
            ["top_p"] = experiment.Get(Evaluate.TopP),
            ["max_gen_toks"] = experiment.Get(Evaluate.MaxTokens),
        },
    };
}
