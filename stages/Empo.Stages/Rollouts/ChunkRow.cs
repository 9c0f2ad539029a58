using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts;

/// <summary>Rows that a chunk leaves: one in the index, and one for each of its responses.</summary>
internal static class ChunkRow
{
    /// <summary>The chunk's row in the index.</summary>
    public static RolloutIndexRow Of(ChunkPlace place, ChunkEntry entry) => new()
    {
        ChunkKey = entry.Key,
        ChunkDigest = entry.Digest,
        FirstSample = place.Batch.FirstSample,
        Samples = place.Batch.Samples,
        Questions = place.Batch.Prompts.Count,
        Rows = place.Rows,
    };

    /// <summary>The row of a response.</summary>
    public static RolloutRow Of(RolloutPrompt prompt, Completion completion, ITextTokenizer tokenizer) => new()
    {
        QuestionId = prompt.QuestionId,
        SampleIndex = completion.Sample,
        PromptTokenIds = [.. prompt.TokenIds],
        TokenIds = [.. completion.TokenIds],
        LogProbs = [.. completion.LogProbs],
        TokenEntropies = [.. completion.TokenEntropies],
        SelfCertainties = [.. completion.SelfCertainties],
        KeptLogMass = completion.KeptLogMass is { } mass ? [.. mass] : null,
        Text = tokenizer.Decode(completion.TokenIds),
        FinishReason = completion.FinishReason == FinishReason.Stop ? "stop" : "length",
    };
}
