using System.Diagnostics;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;

namespace Empo.Benchmarks;

/// <summary>
/// A rollout chunk through <see cref="LocalEngine"/>: prefill of the prompts, cached decoding of their samples to the full length,
/// sampling on the host and all statistics. No stop token, so that every response has the same length.
/// </summary>
internal static class SamplingBenchmark
{
    /// <summary>The whole call as a share of the matmul rate.</summary>
    public static Share Measure(CausalDecoder decoder, DecodingShape shape, int turns)
    {
        using var engine = new LocalEngine(decoder);
        var chunk = Chunk(decoder, shape);

        // The mean sequence is as long as the prompt and half the response; attention reads all of it, so twice the causal half.
        var length = 2 * (shape.PromptTokens + (shape.ResponseTokens / 2));
        var tokens = (long)shape.Rows * shape.ResponseTokens;
        return Share.Measure(turns, tokens, Work.Forward(decoder.Config, tokens, length), () => engine.Complete(chunk, default));
    }

    /// <summary>Tokens per second from the moment when every row has its first token.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="shape">Rows and lengths.</param>
    /// <param name="processorTime">
    /// Per second of the processor, which other work on the machine changes little, instead of the clock; for one thread.
    /// </param>
    /// <param name="continuous">Continuous batching with all rows at once, instead of chunks.</param>
    public static double DecodingRate(CausalDecoder decoder, DecodingShape shape, bool processorTime, bool continuous)
    {
        using LocalEngine? chunks = continuous ? null : new LocalEngine(decoder);
        using ContinuousEngine? rows = continuous ? new ContinuousEngine(decoder, shape.Rows) : null;
        var clock = Stopwatch.StartNew();
        double Now() => (processorTime ? Environment.CpuUsage.TotalTime : clock.Elapsed).TotalSeconds;
        var (start, sampled, batch) = (0.0, 0, Chunk(decoder, shape));
        void Sampled(int token)
        {
            if (++sampled == shape.Rows)
            {
                start = Now();
            }
        }

        chunks?.Complete(batch, Sampled, default);
        rows?.Complete(batch, Sampled, default);
        return shape.TokensAfterFirst / (Now() - start);
    }

    /// <summary>The most likely tokens after a prompt.</summary>
    public static IReadOnlyList<int> Greedy(CausalDecoder decoder, IReadOnlyList<int> prompt, int tokens)
    {
        using var engine = new LocalEngine(decoder);
        var chunk = Chunk(decoder, new DecodingShape(1, prompt.Count, tokens));
        var greedy = chunk with { Prompts = [new RolloutPrompt("q", prompt)], Decoding = chunk.Decoding with { Greedy = true } };
        return engine.Complete(greedy, default)[0].TokenIds;
    }

    /// <summary>The prompts of a shape.</summary>
    public static RolloutBatch Chunk(CausalDecoder decoder, DecodingShape shape) => new()
    {
        Prompts =
        [
            .. Enumerable
                .Range(0, shape.Prompts)
                .Select(i => new RolloutPrompt($"q{i}", Prompt(i % 20, shape.PromptTokens, (int)decoder.Config.VocabularySize))),
        ],
        FirstSample = 0,
        Samples = shape.Samples,
        Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = shape.ResponseTokens, StopTokens = [], Greedy = false },
        Seed = 1,
        Round = 1,
    };

    private static int[] Prompt(int first, int tokens, int vocabulary) =>
        [.. Enumerable.Range(first, tokens).Select(token => token % vocabulary)];
}
