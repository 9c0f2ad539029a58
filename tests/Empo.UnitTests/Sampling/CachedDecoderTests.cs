using Empo.Stages.Modeling;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Sampling;

[Collection("torch")]
public sealed class CachedDecoderTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Cached_decoding_gives_the_logits_of_the_whole_sequence(bool tied, bool qwen3)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config(tied, qwen3));

        var difference = LargestDifference(decoder, lengths: [9, 9], groupSize: 4, steps: 70);

        Assert.True(difference < 1e-4, $"{difference}");
    }

    [Fact]
    public void Prompts_of_different_lengths_give_the_logits_of_each_alone()
    {
        using var decoder = TinyDecoder.Create();

        var difference = LargestDifference(decoder, lengths: [3, 11, 1, 8], groupSize: 2, steps: 12);

        Assert.True(difference < 1e-5, $"{difference}");
    }

    [Fact]
    public void Rearranged_rows_go_on_as_before()
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var decoder = TinyDecoder.Create();
        using var cached = new CachedDecoder(decoder);
        using var cache = AfterTwoSteps(cached);
        using var reference = AfterTwoSteps(cached);
        var next = arange(12, ScalarType.Int64);
        long[] rows = [10, 8, 5, 5];

        cache.Rearrange([2, 1], rows, groupSize: 2);
        var rearranged = cached.Step(cache, next.index_select(0, tensor(rows)));
        var plain = cached.Step(reference, next).index_select(0, tensor(rows));

        Assert.True((rearranged - plain).abs().max().item<float>() < 1e-5);
    }

    /// <summary>3 prompts of 6, 4 and 5 tokens, 4 rows each, 2 tokens in each row.</summary>
    private static KeyValueCache AfterTwoSteps(CachedDecoder cached)
    {
        var (cache, _) = cached.Prefill(TinyDecoder.Ids(3, 6), [6, 4, 5], groupSize: 4, mostTokens: 10);
        cached.Step(cache, TinyDecoder.Ids(1, 12).view(-1));
        cached.Step(cache, TinyDecoder.Ids(1, 12).view(-1).add(1).remainder(23));
        return cache;
    }

    /// <summary>Over all rows and steps, against the uncached forward pass of each row by itself.</summary>
    private static double LargestDifference(CausalDecoder decoder, long[] lengths, int groupSize, int steps)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var cached = new CachedDecoder(decoder);
        var prompts = TinyDecoder.Ids(lengths.Length, (int)lengths.Max());
        var (cache, logits) = cached.Prefill(prompts, lengths, groupSize, steps);
        using var owned = cache;
        var rows = lengths.Length * groupSize;
        var fed = Enumerable.Range(0, steps).Select(step => arange(rows, ScalarType.Int64).mul(5).add(step * 3).remainder(23)).ToArray();
        var outputs = fed.Select(ids => cached.Step(cache, ids)).ToArray();
        var worst = 0.0;
        for (var row = 0; row < rows; row++)
        {
            var prompt = prompts[row / groupSize].narrow(0, 0, lengths[row / groupSize]);
            var whole = cat([prompt, .. fed.Select(ids => ids.narrow(0, row, 1))]).unsqueeze(0);
            var expected = decoder.Logits(decoder.forward(whole))[0].narrow(0, lengths[row / groupSize] - 1, steps + 1);
            var actual = cat([logits.narrow(0, row / groupSize, 1), .. outputs.Select(output => output.narrow(0, row, 1))]);
            worst = Math.Max(worst, (expected - actual).abs().max().item<float>());
        }

        return worst;
    }
}
