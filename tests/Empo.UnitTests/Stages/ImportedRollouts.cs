using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;

namespace Empo.UnitTests.Stages;

/// <summary>Writes rollouts whose answers a test dictates.</summary>
internal static class ImportedRollouts
{
    /// <summary>Questions q0, q1 … with these answers (null for a response without a box), in blocks of samples.</summary>
    public static string Write(ChunkStore chunks, string index, int samplesPerChunk, params string?[][] answers)
    {
        var rows = new List<RolloutIndexRow>();
        for (var first = 0; first < answers[0].Length; first += samplesPerChunk)
        {
            RolloutRow[] block =
            [
                .. answers.SelectMany(
                    (group, q) => group.Skip(first).Take(samplesPerChunk).Select((answer, i) => Row($"q{q}", first + i, answer))
                ),
            ];
            var entry = chunks.GetOrCreate([$"test {index} {first}"], path => ArtifactTable.Write(path, RolloutRow.Schema, block));
            rows.Add(
                new RolloutIndexRow
                {
                    ChunkKey = entry.Key,
                    ChunkDigest = entry.Digest,
                    FirstSample = first,
                    Samples = samplesPerChunk,
                    Questions = answers.Length,
                    Rows = block.Length,
                }
            );
        }

        ArtifactTable.Write(index, RolloutIndexRow.Schema, rows);
        return index;
    }

    private static RolloutRow Row(string question, int sample, string? answer)
    {
        var text = answer is null ? "no idea" : $"so \\boxed{{{answer}}}";
        int[] tokens = [.. text.Select(character => (int)character)];
        return new RolloutRow
        {
            QuestionId = question,
            SampleIndex = sample,
            PromptTokenIds = [1, 2],
            TokenIds = tokens,
            LogProbs = [.. tokens.Select(_ => -0.5f)],
            TokenEntropies = [.. tokens.Select(_ => 0.5f)],
            SelfCertainties = [.. tokens.Select(_ => 0.5f)],
            Text = text,
            FinishReason = "stop",
        };
    }
}
