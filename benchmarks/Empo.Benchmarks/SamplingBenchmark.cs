using Empo.Stages.Sampling;

namespace Empo.Benchmarks;

/// <summary>
/// A rollout chunk through <see cref="LocalEngine"/>: prefill of the prompts, cached decoding of their samples to the full length,
/// sampling on the host and all statistics. No stop token, so that every response has the same length.
/// </summary>
internal static class SamplingBenchmark
{
    private const int PromptTokens = 14;
    private const int Samples = 16;

    public static Share Measure(int batch, int responseTokens, int turns)
    {
        using var decoder = DemonstrationModel.Create();
        using var engine = new LocalEngine(decoder);
        var chunk = new RolloutBatch
        {
            Prompts =
            [
                .. Enumerable
                    .Range(0, batch / Samples)
                    .Select(i => new RolloutPrompt($"q{i}", [.. Enumerable.Range(i % 20, PromptTokens)])),
            ],
            FirstSample = 0,
            Samples = Samples,
            Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = responseTokens, StopTokens = [], Greedy = false },
            Seed = 1,
            Round = 1,
        };

        // The mean sequence is as long as the prompt and half the response; attention reads all of it, so twice the causal half.
        var length = 2 * (PromptTokens + (responseTokens / 2));
        var tokens = (long)batch * responseTokens;
        return Share.Measure(turns, tokens, Work.Forward(decoder.Config, tokens, length), () => engine.Complete(chunk, default));
    }
}
