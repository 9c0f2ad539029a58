using System.Globalization;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Sampling;

[Collection("torch")]
public sealed class LocalEngineTests
{
    [Fact]
    public void A_sample_has_the_same_tokens_in_every_batch()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);
        var whole = engine.Complete(Batch(questions: 6, samples: 8), default);

        var blocks = engine.Complete(Batch(6, 4), default).Concat(engine.Complete(Batch(6, 4) with { FirstSample = 4 }, default));
        var fewer = engine.Complete(Batch(2, 8), default);
        var alone = engine.Complete(Batch(1, 1), default);

        AssertSameTokens(whole, blocks.OrderBy(completion => completion.Question).ThenBy(completion => completion.Sample));
        AssertSameTokens(whole.Take(16), fewer);
        AssertSameTokens(whole.Take(1), alone);
    }

    [Fact]
    public void A_chunk_with_long_tails_gives_the_same_bytes_twice()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);
        var batch = Batch(8, 8, mostTokens: 90); // stop tokens end most responses early, a few reach the limit

        var (first, second) = (engine.Complete(batch, default), engine.Complete(batch, default));

        Assert.Contains(first, completion => completion.TokenIds.Count < 10);
        Assert.Contains(first, completion => completion.TokenIds.Count > 40);
        AssertSameTokens(first, second);
        Assert.Equal(first.SelectMany(completion => completion.LogProbs), second.SelectMany(completion => completion.LogProbs));
        Assert.Equal(
            first.SelectMany(completion => completion.SelfCertainties),
            second.SelectMany(completion => completion.SelfCertainties)
        );
    }

    [Fact]
    public void Log_probabilities_are_those_of_the_training_forward()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);
        var batch = Batch(5, 3, mostTokens: 40, differentLengths: true);

        var completions = engine.Complete(batch with { Decoding = batch.Decoding with { Temperature = 0.7, TopP = 0.9 } }, default);

        foreach (var completion in completions)
        {
            var prompt = batch.Prompts[completion.Question].TokenIds;
            var ids = tensor(prompt.Concat(completion.TokenIds).Select(id => (long)id).ToArray()).unsqueeze(0);
            var logProbs = decoder.Logits(decoder.forward(ids))[0].div(0.7).log_softmax(-1);
            for (var i = 0; i < completion.TokenIds.Count; i++)
            {
                Assert.Equal(logProbs[prompt.Count - 1 + i, completion.TokenIds[i]].item<float>(), completion.LogProbs[i], 2e-4);
            }

            Assert.All(completion.KeptLogMass!, mass => Assert.InRange(mass, Math.Log(0.9) - 1e-6, 0));
        }
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, 23, 0.1)] // one bit of a logit near 4 is 0.03
    [InlineData(ScalarType.Float32, 5000, 2e-4)] // sampled on the device
    public void Half_precision_and_large_vocabularies_sample_from_the_same_distribution(ScalarType dtype, int vocabulary, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        set_num_threads(1);
        using var decoder = new CausalDecoder(TinyDecoder.Config() with { VocabularySize = vocabulary }, dtype, CPU);
        decoder.Initialize(1, 0.2);
        using var engine = new LocalEngine(decoder);
        var batch = Batch(3, 4, mostTokens: 12);

        var completions = engine.Complete(batch, default);

        foreach (var completion in completions)
        {
            var prompt = batch.Prompts[completion.Question].TokenIds;
            var ids = tensor(prompt.Concat(completion.TokenIds).Select(id => (long)id).ToArray()).unsqueeze(0);
            var logProbs = decoder.Logits(decoder.forward(ids))[0].to(ScalarType.Float32).log_softmax(-1);
            for (var i = 0; i < completion.TokenIds.Count; i++)
            {
                Assert.Equal(logProbs[prompt.Count - 1 + i, completion.TokenIds[i]].item<float>(), completion.LogProbs[i], tolerance);
            }
        }
    }

    [Fact]
    public void Responses_end_with_a_stop_token_or_at_the_limit()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);

        var completions = engine.Complete(Batch(8, 8, mostTokens: 12), default);

        Assert.Equal(64, completions.Count);
        Assert.All(completions, completion =>
        {
            var stopped = completion.TokenIds[^1] is 4 or 9;
            Assert.Equal(stopped ? FinishReason.Stop : FinishReason.Length, completion.FinishReason);
            Assert.True(stopped || completion.TokenIds.Count == 12);
            Assert.DoesNotContain(completion.TokenIds.SkipLast(1), id => id is 4 or 9);
            Assert.Null(completion.KeptLogMass);
        });
    }

    [Fact]
    public void Greedy_samples_of_a_question_are_equal_and_follow_the_argmax()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);
        var batch = Batch(1, 2, mostTokens: 6);

        var completions = engine.Complete(batch with { Decoding = batch.Decoding with { Greedy = true, StopTokens = [] } }, default);

        Assert.Equal(completions[0].TokenIds, completions[1].TokenIds);
        var ids = batch.Prompts[0].TokenIds.ToList();
        foreach (var token in completions[0].TokenIds)
        {
            var logits = decoder.Logits(decoder.forward(tensor(ids.Select(id => (long)id).ToArray()).unsqueeze(0)))[0, -1];
            Assert.Equal(logits.argmax().item<long>(), token);
            ids.Add(token);
        }
    }

    [Fact]
    public void Rounds_and_seeds_draw_different_samples()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);
        var batch = Batch(2, 8);

        var texts = new[] { batch, batch with { Round = 2 }, batch with { Seed = 9 } }.Select(b =>
            string.Join(' ', engine.Complete(b, default).SelectMany(c => c.TokenIds))
        );

        Assert.Equal(3, texts.Distinct().Count());
    }

    [Fact]
    public void The_end_of_the_models_positions_ends_a_response()
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { MaxPositions = 16 });
        using var engine = new LocalEngine(decoder);
        var batch = Batch(1, 1, mostTokens: 100);

        var completion = engine.Complete(batch with { Decoding = batch.Decoding with { StopTokens = [] } }, default)[0];

        Assert.Equal(16 - batch.Prompts[0].TokenIds.Count, completion.TokenIds.Count);
        Assert.Equal(FinishReason.Length, completion.FinishReason);
    }

    /// <summary>
    /// A finished row is computed beside longer-living ones, so no row may be asked for a position that the model has not.
    /// </summary>
    [Theory]
    [InlineData(40, 60, "1 20")]
    [InlineData(40, 40, "1 20")]
    [InlineData(40, 39, "1 39")]
    [InlineData(40, 1000, "39 38 1 2 20 20")]
    [InlineData(16, 16, "15 3 9")]
    [InlineData(64, 64, "5 5 5")]
    public void Responses_to_prompts_of_any_lengths_end_where_the_models_positions_do(int positions, int mostTokens, string lengths)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { MaxPositions = positions });
        using var engine = new LocalEngine(decoder);
        var batch = Batch(1, 2, mostTokens);
        var decoding = batch.Decoding with { StopTokens = [] };
        RolloutPrompt[] prompts =
        [
            .. lengths
                .Split(' ')
                .Select(
                    (length, i) =>
                        new RolloutPrompt(
                            $"q{i}",
                            [.. Enumerable.Range(i, int.Parse(length, CultureInfo.InvariantCulture)).Select(id => id % 23)]
                        )
                ),
        ];

        var together = engine.Complete(batch with { Prompts = prompts, Decoding = decoding }, default);

        Assert.All(together, completion =>
            Assert.Equal(Math.Min(mostTokens, positions - prompts[completion.Question].TokenIds.Count), completion.TokenIds.Count)
        );
        Assert.All(together, completion => Assert.Equal(FinishReason.Length, completion.FinishReason));
        AssertSameTokens(
            together.Select(completion => completion with { Question = 0 }),
            prompts.SelectMany(prompt => engine.Complete(batch with { Prompts = [prompt], Decoding = decoding }, default)));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(128, 3)]
    [InlineData(4, 23)]
    [InlineData(4, -1)]
    public void A_prompt_that_the_model_cannot_take_is_a_coded_error(int length, int token)
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);
        var batch = Batch(1, 1) with { Prompts = [new RolloutPrompt("q", [.. Enumerable.Repeat(token, length)])] };

        var error = Assert.Throws<UserError>(() => engine.Complete(batch, default));

        Assert.Equal("EMPO3020", error.Code);
    }

    [Fact]
    public void Cancellation_ends_it()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new LocalEngine(decoder);

        Assert.Throws<OperationCanceledException>(() => engine.Complete(Batch(1, 8), new CancellationToken(canceled: true)));
    }

    internal static RolloutBatch Batch(int questions, int samples, int mostTokens = 20, bool differentLengths = false) =>
        new()
        {
            Prompts =
            [
                .. Enumerable
                    .Range(0, questions)
                    .Select(i => new RolloutPrompt(
                        $"question {i}",
                        [.. Enumerable.Range(i, differentLengths ? 3 + (i * 2) : 7).Select(id => id * 5 % 23)]
                    )),
            ],
            FirstSample = 0,
            Samples = samples,
            Decoding = HostSamplerTests.Plain() with { MaxTokens = mostTokens, StopTokens = [4, 9] },
            Seed = 1,
            Round = 1,
        };

    private static void AssertSameTokens(IEnumerable<Completion> expected, IEnumerable<Completion> actual) =>
        Assert.Equal(
            expected.Select(c => (c.Question, c.Sample, string.Join(' ', c.TokenIds))),
            actual.Select(c => (c.Question, c.Sample, string.Join(' ', c.TokenIds)))
        );
}
