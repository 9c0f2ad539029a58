using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Imports;
using Empo.Stages.Rollouts;

namespace Empo.Stages.Programs;

/// <summary><c>rollout</c> where another program sampled: writes one step of its recording into the store as chunks.</summary>
internal static class ImportedRolloutStage
{
    /// <summary>Questions in one chunk.</summary>
    private const int QuestionsPerChunk = 64;

    public static void Run(StageContext context, RecordingMemory recordings)
    {
        var step = recordings.RoundOf(context);
        var index = new List<RolloutIndexRow>();
        foreach (var groups in step.Groups.Chunk(QuestionsPerChunk))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            index.Add(ImportedChunk.Write(context.Chunks, groups));
        }

        ArtifactTable.Write(context.Output(StageTable.Rollouts), RolloutIndexRow.Schema, index);
        DecodingFile.WriteRecorded(context.Output(StageTable.Decoding));
        Report(context, step);
    }

    private static void Report(StageContext context, ImportedStep step)
    {
        var kinds = step.Responses.GroupBy(response => response.Tokens).ToDictionary(group => group.Key, group => group.Count());
        int[] sizes = [.. step.Groups.Select(group => group.Count)];
        var alone = sizes.Count(size => size == 1);
        context.Log.Line(
            $"recorded: step={(step.Name.Length > 0 ? step.Name : "-")} responses={step.Responses.Count} "
                + $"{string.Join(' ', kinds.Select(kind => $"tokens_{kind.Key.ToString().ToLowerInvariant()}={kind.Value}"))}"
        );
        if (sizes.Min() < sizes.Max())
        {
            context.Log.Line(
                $"recorded: groups of {sizes.Min()} to {sizes.Max()} responses; shares and entropy of each are of its own size"
            );
        }

        if (alone > 0)
        {
            context.Log.Warning(
                "EMPO4066",
                $"{alone} question(s) of this step have a single response, which says nothing about agreement. Check "
                    + "imported.columns.question_id, or the prompts if questions are told apart by them."
            );
        }

        context.Metric("response_length", step.Responses.Average(response => response.TokenIds.Length));
        context.Metric("truncated", step.Responses.Count(response => response.FinishReason == "length") / (double)step.Responses.Count);
        context.Metric("tokens", step.Responses.Sum(response => (double)response.TokenIds.Length));
        context.Metric("responses", step.Responses.Count);
    }
}
