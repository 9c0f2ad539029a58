using System.Globalization;
using CsCheck;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Sampling;

[Collection("torch")]
public sealed class ContinuousEngineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Responses_are_those_of_a_batch_of_their_own_at_every_width(int rows)
    {
        using var decoder = TinyDecoder.Create();
        RolloutBatch[] batches =
        [
            LocalEngineTests.Batch(6, 4, mostTokens: 90, differentLengths: true),
            LocalEngineTests.Batch(6, 3, mostTokens: 90, differentLengths: true) with { FirstSample = 4 },
            LocalEngineTests.Batch(2, 5, mostTokens: 90),
        ];

        AssertSame(decoder, batches, rows, 1e-5);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void So_they_are_for_every_shape_of_model(bool tied, bool qwen3)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config(tied, qwen3));

        AssertSame(decoder, [LocalEngineTests.Batch(5, 4, mostTokens: 60, differentLengths: true)], 7, 1e-5);
    }

    [Fact]
    public void So_they_are_with_adapters()
    {
        using var decoder = TinyDecoder.Create();
        decoder.AttachAdapters(new LoraConfig { Rank = 2, Alpha = 4, Targets = ["q_proj", "down_proj"] });
        using (no_grad())
        {
            foreach (var (_, parameter) in decoder.Adapters!.Parameters)
            {
                parameter.fill_(Scalars.Of(0.02));
            }
        }

        AssertSame(decoder, [LocalEngineTests.Batch(5, 4, mostTokens: 60, differentLengths: true)], 7, 1e-5);
    }

    /// <summary>
    /// Random batches, widths and lengths: whatever shares a step, tokens and log-probabilities are those of the chunk engine, and every
    /// batch is handed over once, whole and in its own order.
    /// </summary>
    [Fact]
    public void Random_batches_at_random_widths_give_the_responses_of_the_chunk_engine()
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { MaxPositions = 48 });
        var batch = from questions in Gen.Int[1, 5]
                    from samples in Gen.Int[1, 6]
                    from lengths in Gen.Int[1, 40].Array[questions]
                    from first in Gen.Int[0, 9]
                    select new RolloutBatch
                    {
                        Prompts =
                        [
                            .. lengths.Select(
                                (length, i) =>
                                    new RolloutPrompt($"{first} {i}", [.. Enumerable.Range(i, length).Select(id => id * 5 % 23)])
                            ),
                        ],
                        FirstSample = first,
                        Samples = samples,
                        Decoding = HostSamplerTests.Plain() with { MaxTokens = 30, StopTokens = [4, 9], TopK = 0 },
                        Seed = 3,
                        Round = 2,
                    };
        Gen.Select(batch.Array[1, 4], Gen.Int[1, 20])
            .Sample((batches, rows) => AssertSame(decoder, batches, rows, 2e-5), iter: 40, threads: 1); // one model, one thread
    }

    /// <summary>Caches begin with 128 positions and grow while rows decode, while others wait, and at an admission.</summary>
    [Theory]
    [InlineData(1, 600)]
    [InlineData(7, 600)]
    [InlineData(64, 600)]
    [InlineData(7, 333)]
    public void Rows_grow_with_prompts_and_responses(int rows, int maxLength)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { MaxPositions = 600 });
        var batch = LocalEngineTests.Batch(1, 2, mostTokens: 300);
        int[] lengths = [1, 33, 5, 20, 2, 30];
        batch = batch with
        {
            Prompts =
            [
                .. lengths.Select((length, i) => new RolloutPrompt($"q{i}", [.. Enumerable.Range(i, length).Select(id => id * 5 % 23)])),
            ],
            Decoding = batch.Decoding with { StopTokens = [] },
        };
        var longer = batch with
        {
            Prompts = [new RolloutPrompt("long", [.. Enumerable.Range(0, 290).Select(id => id * 7 % 23)])],
            Decoding = batch.Decoding with { MaxTokens = 300 },
        };

        AssertSame(decoder, maxLength == 600 ? [batch, longer, batch with { FirstSample = 2 }] : [batch], rows, 5e-5, maxLength);
    }

    [Theory]
    [InlineData(40, 60, "1 20")]
    [InlineData(40, 1000, "39 38 1 2 20 20")]
    [InlineData(16, 16, "15 3 9")]
    public void Responses_end_where_the_models_positions_do(int positions, int mostTokens, string lengths)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config() with { MaxPositions = positions });
        var batch = LocalEngineTests.Batch(1, 2, mostTokens);
        RolloutPrompt[] prompts =
        [
            .. lengths
                .Split(' ')
                .Select((length, i) =>
                    new RolloutPrompt(
                        $"q{i}",
                        [.. Enumerable.Range(0, int.Parse(length, CultureInfo.InvariantCulture)).Select(id => id % 23)]
                    )
                ),
        ];
        batch = batch with { Prompts = prompts, Decoding = batch.Decoding with { StopTokens = [] } };
        using var engine = new ContinuousEngine(decoder, 3);

        var completions = engine.Complete(batch, default);

        Assert.All(completions, completion =>
            Assert.Equal(Math.Min(mostTokens, positions - prompts[completion.Question].TokenIds.Count), completion.TokenIds.Count)
        );
        AssertSame(decoder, [batch], 3, 1e-5);
    }

    /// <summary>Lengths spread widely, as an answer of a language model's: most end early, some run to the limit.</summary>
    [Theory]
    [InlineData(64, 16)]
    [InlineData(128, 16)]
    [InlineData(64, 1)]
    public void Rows_stay_in_use_while_samples_wait_and_steps_are_near_the_fewest_possible(int width, int samples)
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new ContinuousEngine(decoder, width);
        var batches = Enumerable
            .Range(0, 40)
            .Select(i =>
            {
                var batch = LocalEngineTests.Batch(64 / samples, samples, mostTokens: 60);
                return batch with
                {
                    Prompts = [.. batch.Prompts.Select(prompt => prompt with { QuestionId = $"{i} {prompt.QuestionId}" })],
                };
            })
            .ToArray();
        long tokens = 0;

        ((IRolloutEngine)engine).Complete(
            batches,
            (_, completions) => tokens += completions.Sum(completion => (long)completion.TokenIds.Count),
            TestContext.Current.CancellationToken
        );

        Assert.True(engine.Counts.FewestRows >= 0.9 * width, $"{engine.Counts}");
        Assert.True(engine.Counts.Steps <= 1.15 * tokens / width, $"{engine.Counts} for {tokens} tokens");
    }

    [Fact]
    public void Half_precision_samples_from_the_same_distribution()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        set_num_threads(1);
        using var decoder = TinyDecoder.Create();
        using var engine = new ContinuousEngine(decoder, 5, ScalarType.BFloat16);
        var batch = LocalEngineTests.Batch(4, 4, mostTokens: 20, differentLengths: true);

        foreach (var completion in engine.Complete(batch, default))
        {
            var prompt = batch.Prompts[completion.Question].TokenIds;
            var ids = tensor(prompt.Concat(completion.TokenIds).Select(id => (long)id).ToArray()).unsqueeze(0);
            var logProbs = decoder.Logits(decoder.forward(ids))[0].log_softmax(-1);
            for (var i = 0; i < completion.TokenIds.Count; i++)
            {
                Assert.Equal(logProbs[prompt.Count - 1 + i, completion.TokenIds[i]].item<float>(), completion.LogProbs[i], 0.15);
            }
        }
    }

    [Fact]
    public void Nothing_to_sample_is_no_work()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new ContinuousEngine(decoder, 8);

        ((IRolloutEngine)engine).Complete([], (_, _) => Assert.Fail("nothing was asked for"), default);

        Assert.Equal(0, engine.Counts.Steps);
    }

    [Fact]
    public void Responses_of_one_token_need_no_step()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new ContinuousEngine(decoder, 4);

        var completions = engine.Complete(LocalEngineTests.Batch(5, 3, mostTokens: 1), default);

        Assert.Equal(15, completions.Count);
        Assert.All(completions, completion => Assert.Single(completion.TokenIds));
        Assert.Equal(0, engine.Counts.Steps);
    }

    [Fact]
    public void A_prompt_that_the_model_cannot_take_is_a_coded_error()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new ContinuousEngine(decoder, 4);
        var batch = LocalEngineTests.Batch(1, 1) with { Prompts = [new RolloutPrompt("q", [1, 23])] };

        Assert.Equal("EMPO3020", Assert.Throws<UserError>(() => engine.Complete(batch, default)).Code);
    }

    [Fact]
    public void Cancellation_ends_it()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new ContinuousEngine(decoder, 4);

        Assert.Throws<OperationCanceledException>(() =>
            engine.Complete(LocalEngineTests.Batch(2, 8, mostTokens: 90), new CancellationToken(canceled: true))
        );
    }

    /// <summary>Batches are asked for when there is room for them, so that a chunk that is stored meanwhile is not computed.</summary>
    [Fact]
    public void Batches_are_taken_as_rows_become_free()
    {
        using var decoder = TinyDecoder.Create();
        using var engine = new ContinuousEngine(decoder, 8);
        var (taken, done, mostOpen) = (0, 0, 0);
        IEnumerable<RolloutBatch> Batches()
        {
            for (; taken < 12; taken++)
            {
                mostOpen = Math.Max(mostOpen, taken - done);
                yield return LocalEngineTests.Batch(4, 4, mostTokens: 30) with { FirstSample = 4 * taken };
            }
        }

        ((IRolloutEngine)engine).Complete(Batches(), (_, _) => done++, default);

        Assert.Equal(12, done);
        Assert.InRange(mostOpen, 1, 3);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.BFloat16, 0.01)]
    public void The_fused_norm_is_the_norm_written_out(ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode(true);
        set_num_threads(1);
        var input = randn([5, 48], dtype);

        var fused = FusedRmsNorm.Of(input, 1e-6)!;

        var single = input.to(ScalarType.Float32);
        var expected = single / (single.pow(2).mean([-1], keepdim: true) + 1e-6).sqrt();
        Assert.Equal(dtype, fused.dtype);
        Assert.True((fused.to(ScalarType.Float32) - expected).abs().max().item<float>() < tolerance);
    }

    private static void AssertSame(CausalDecoder decoder, RolloutBatch[] batches, int rows, double tolerance, int? maxLength = null)
    {
        using var chunk = new LocalEngine(decoder);
        using var engine = new ContinuousEngine(decoder, rows) { MaxLength = maxLength ?? decoder.Config.MaxPositions };
        var actual = new Dictionary<RolloutBatch, IReadOnlyList<Completion>>(ReferenceEqualityComparer.Instance);

        ((IRolloutEngine)engine).Complete(batches, actual.Add, default);

        Assert.Equal(batches.Length, actual.Count);
        var pairs = batches.SelectMany(batch => chunk.Complete(batch, default).Zip(actual[batch])).ToList();
        Assert.All(pairs, pair => Assert.Equal((pair.First.Question, pair.First.Sample), (pair.Second.Question, pair.Second.Sample)));
        foreach (var (one, other) in pairs)
        {
            var same = one.TokenIds.Zip(other.TokenIds).TakeWhile(tokens => tokens.First == tokens.Second).Count();
            AssertNear(one.LogProbs, other.LogProbs, same, tolerance);
            AssertNear(one.TokenEntropies, other.TokenEntropies, same, tolerance);
            AssertNear(one.SelfCertainties, other.SelfCertainties, same, tolerance);
        }

        // A random number may fall between two roundings of one boundary, about once in a million tokens.
        Assert.InRange(pairs.Count(pair => Shown(pair.First) != Shown(pair.Second)), 0, 1);
    }

    private static void AssertNear(IReadOnlyList<float> expected, IReadOnlyList<float> actual, int count, double tolerance) =>
        Assert.All(expected.Zip(actual).Take(count), pair => Assert.Equal(pair.First, pair.Second, tolerance));

    private static string Shown(Completion completion) =>
        $"{completion.Question} {completion.Sample} {completion.FinishReason} {string.Join(' ', completion.TokenIds)}";
}
