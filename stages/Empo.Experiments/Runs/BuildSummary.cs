using System.Text;
using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Guarding;
using Empo.Experiments.Metrics;
using Empo.Experiments.Storage;

namespace Empo.Experiments.Runs;

/// <summary>
/// Writes and reads <c>summary.json</c>: base against trained, the stages with their keys, the rounds with their numbers.
/// </summary>
public static class BuildSummary
{
    /// <summary>Names in <c>base</c> and <c>trained</c>, in this order; further metrics of the evaluation follow them.</summary>
    private static readonly string[] Headline = ["pass@1", "greedy", "maj@16", "semantic_entropy", "response_length", "no_answer"];

    /// <summary>
    /// Notes in the summary of the last build that a new one has work: it does not describe the experiment as it is now. Its keys stay,
    /// from which the next build says what changed.
    /// </summary>
    public static void MarkIncomplete(RunFolder runFolder)
    {
        const string complete = "\"complete\": true";
        var text = File.Exists(runFolder.SummaryFile) ? File.ReadAllText(runFolder.SummaryFile) : "";
        var at = text.IndexOf(complete, StringComparison.Ordinal);
        if (at >= 0)
        {
            var incomplete = text.Remove(at, complete.Length).Insert(at, "\"complete\": false");
            runFolder.Write(Path.GetFileName(runFolder.SummaryFile), Encoding.UTF8.GetBytes(incomplete));
        }
    }

    /// <param name="ran">Ids of the stages that ran in this build.</param>
    public static byte[] ToJson(string experiment, IReadOnlyList<NodeStatus> statuses, IReadOnlySet<string> ran, GuardVerdict guard)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("experiment", experiment);
            json.WriteBoolean("complete", statuses.All(status => status.State == StageState.UpToDate));
            var evaluations = statuses
                .Where(status => status.Node.Definition == StageTable.Evaluate && status.Manifest is not null)
                .ToList();
            WriteEvaluation(json, "base", evaluations.Find(status => status.Node.Round == 0)?.Manifest);
            WriteEvaluation(
                json,
                "trained",
                statuses.LastOrDefault(status => status.Node.Definition == StageTable.Evaluate) is { Node.Round: > 0 } last
                    ? last.Manifest
                    : null
            );
            WriteGuard(json, guard);
            BuildCost.Of(statuses, ran).Write(json, "cost");
            WriteStages(json, statuses, ran);
            WriteRounds(json, statuses);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Stage id to key, as the last build left it; empty where there was none, or the file cannot be understood.</summary>
    public static IReadOnlyDictionary<string, string> PreviousKeys(string file) => TryReadKeys(file) ?? new Dictionary<string, string>();

    /// <summary>The same, or null where there is no file that can be understood.</summary>
    public static IReadOnlyDictionary<string, string>? TryReadKeys(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document
                .RootElement.GetProperty("stages")
                .EnumerateArray()
                .Where(stage => stage.TryGetProperty("key", out _))
                .ToDictionary(
                    stage => StageNode.IdOf(NameOf(stage), stage.TryGetProperty("round", out var round) ? round.GetInt32() : null),
                    stage =>
                        stage.GetProperty("key").GetString() is { } key && Sha256Digest.Is(key)
                            ? key
                            : throw new FormatException("a key is none"),
                    StringComparer.Ordinal
                );
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or ArgumentException
                        or FormatException
            )
        {
            return null;
        }
    }

    private static string NameOf(JsonElement stage) =>
        stage.GetProperty("name").GetString() is { } name && StageTable.Find(name) is not null
            ? name
            : throw new FormatException("a name is not a stage's");

    private static void WriteEvaluation(Utf8JsonWriter json, string name, Manifest? evaluation)
    {
        if (evaluation is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        foreach (
            var metric in Headline
                .Concat(evaluation.Metrics.Keys.Order(StringComparer.Ordinal))
                .Distinct()
                .Where(evaluation.Metrics.ContainsKey)
        )
        {
            WriteNumber(json, metric, evaluation.Metrics[metric]);
        }

        json.WriteEndObject();
    }

    private static void WriteGuard(Utf8JsonWriter json, GuardVerdict guard)
    {
        json.WriteStartObject("guard");
        json.WriteBoolean("stopped", guard.Stop is not null);
        if (guard.Stop is not null)
        {
            json.WriteNumber("last_good_round", guard.LastGoodRound);
        }

        json.WriteStartArray("findings");
        foreach (var finding in guard.Findings)
        {
            json.WriteStartObject();
            json.WriteNumber("round", finding.Round);
            json.WriteString("indicator", finding.Limit.Indicator);
            json.WriteBoolean("stops", finding.Stops);
            WriteNumber(json, "value", finding.History[^1].Value);
            WriteNumber(json, "limit", finding.Bound);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStages(Utf8JsonWriter json, IReadOnlyList<NodeStatus> statuses, IReadOnlySet<string> ran)
    {
        json.WriteStartArray("stages");
        foreach (var status in statuses)
        {
            json.WriteStartObject();
            json.WriteString("name", status.Node.Stage);
            if (status.Node.Round is { } round)
            {
                json.WriteNumber("round", round);
            }

            json.WriteBoolean("ran", ran.Contains(status.Node.Id));
            if (status.Manifest is { } manifest)
            {
                json.WriteString("key", manifest.Key);
                json.WriteNumber("seconds", manifest.Seconds);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRounds(Utf8JsonWriter json, IReadOnlyList<NodeStatus> statuses)
    {
        json.WriteStartArray("rounds");
        foreach (var round in statuses.Where(status => status.Node.Round > 0).GroupBy(status => status.Node.Round!.Value))
        {
            json.WriteStartObject();
            json.WriteNumber("round", round.Key);
            // A round's tokens are the tokens of its rollouts. Tokens that evaluation and probes sampled are in the cost.
            var metrics = round
                .Where(status => status.Manifest is not null && status.Node.Definition != StageTable.Evaluate)
                .SelectMany(status =>
                    status.Manifest!.Metrics.Where(metric =>
                        status.Node.Definition != StageTable.Probe || !metric.Key.StartsWith(StageCost.Tokens, StringComparison.Ordinal)
                    )
                );
            foreach (var metric in metrics.GroupBy(metric => metric.Key, StringComparer.Ordinal).Select(group => group.Last()))
            {
                WriteNumber(json, metric.Key, metric.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
