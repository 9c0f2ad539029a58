using Empo.Experiments.Storage;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts;

/// <summary>A chunk of a plan: which samples of which questions, and the lines that its key is made of.</summary>
internal sealed record ChunkPlace(RolloutBatch Batch, IReadOnlyList<string> Fingerprint)
{
    /// <summary>Its name in the store.</summary>
    public string Key { get; } = ChunkStore.KeyOf(Fingerprint);

    public int Rows => Batch.Prompts.Count * Batch.Samples;

    /// <summary>All chunks: the outer loop is over blocks of samples, the inner one over blocks of questions, both in order.</summary>
    public static IEnumerable<ChunkPlace> Of(SamplingPlan plan, IReadOnlyList<RolloutPrompt> prompts) =>
        from first in Enumerable.Range(0, (plan.Samples + plan.SamplesPerChunk - 1) / plan.SamplesPerChunk)
        let firstSample = first * plan.SamplesPerChunk
        from block in prompts.Chunk(plan.QuestionsPerChunk)
        let batch = new RolloutBatch
        {
            Prompts = block,
            FirstSample = firstSample,
            Samples = Math.Min(plan.SamplesPerChunk, plan.Samples - firstSample),
            Decoding = plan.Decoding,
            Seed = plan.Seed,
            Round = plan.Round,
        }
        select new ChunkPlace(batch, ChunkFingerprint.Of(plan, block, batch.FirstSample, batch.Samples));
}
