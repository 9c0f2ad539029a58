using Empo.Stages.Sampling;

namespace Empo.UnitTests.Stages;

/// <summary>An engine that says what a test dictates, one character a token, and counts how often it is asked.</summary>
internal sealed class ScriptedEngine(Func<string, int, bool, string> responseTo) : IRolloutEngine
{
    /// <summary>Ends every response; no character of a script.</summary>
    public const int End = 0;

    public int Batches { get; private set; }

    public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation)
    {
        Batches++;
        return [.. from question in Enumerable.Range(0, batch.Prompts.Count)
                   from sample in Enumerable.Range(batch.FirstSample, batch.Samples)
                   select Completion(question, sample, responseTo(batch.Prompts[question].QuestionId, sample, batch.Decoding.Greedy))];
    }

    private static Completion Completion(int question, int sample, string text)
    {
        int[] tokens = [.. text.Select(character => (int)character), End];
        float[] values = [.. tokens.Select(_ => 0.5f)];
        return new Completion
        {
            Question = question,
            Sample = sample,
            TokenIds = tokens,
            LogProbs = values,
            TokenEntropies = values,
            SelfCertainties = values,
            KeptLogMass = null,
            FinishReason = FinishReason.Stop,
        };
    }
}
