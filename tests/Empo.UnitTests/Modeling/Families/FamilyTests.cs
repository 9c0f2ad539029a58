using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling.Families;

/// <summary>Every family of decoders, computed in each way in which the product computes one.</summary>
[Collection("torch")]
public sealed class FamilyTests
{
    public static TheoryData<string> Names => [.. FamilyModel.Names];

    [Fact]
    public void Every_type_that_is_read_has_a_golden_model()
    {
        var types = FamilyModel.Names.Select(name =>
        {
            using var model = new FamilyModel(name);
            return DecoderConfigFile.Read(model.Path).ModelType;
        });

        Assert.Empty(DecoderConfigFile.ModelTypes.Except(types));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_agree_with_another_implementation(string name)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var decoder = model.Load();

        var logits = decoder.Logits(decoder.forward(tensor(model.Ids).unsqueeze(0)))[0];

        Assert.True(model.Logits.abs().max().item<float>() > 1, "The logits are too small to show a mistake.");
        AssertNear(model.Logits, logits, 1e-4);
    }

    /// <summary>Prompts of several lengths, decoded step by step in one batch; each row's logits are those of the sequence.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Cached_decoding_agrees_with_another_implementation(string name)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var decoder = model.Load();
        AssertNear(Stepwise(decoder, model.Ids, model.Logits), 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decoding_of_rows_agrees_with_another_implementation(string name)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var decoder = model.Load();
        AssertNear(Rowwise(decoder, model.Ids, model.Logits), 1e-4);
    }

    /// <summary>
    /// 16 bits take another path: norms are not folded and adapters not merged. Its rounding errors are about those of whole sequences.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Decoding_in_bfloat16_is_as_exact_as_whole_sequences_are(string name)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var rounded = model.Load(ScalarType.BFloat16);
        using var exact = model.Load(ScalarType.Float32);
        Fill(rounded);
        Fill(exact);
        Tensor Whole(CausalDecoder decoder) => decoder.Logits(decoder.forward(tensor(model.Ids).unsqueeze(0)))[0].to(ScalarType.Float32);
        IEnumerable<(string, TorchSharp.Modules.Parameter Parameter)> All(CausalDecoder decoder) =>
            decoder.named_parameters().Concat(decoder.Adapters!.Parameters);
        foreach (var ((_, one), (_, other)) in All(rounded).Zip(All(exact)))
        {
            if (one.dim() == 2)
            {
                one.mul_(0.7); // large weights make large rounding errors larger
            }

            other.copy_(one);
        }

        var expected = Whole(exact);
        var tolerance = 4 * (Whole(rounded) - expected).abs().max().item<float>();

        Assert.True(tolerance < expected.abs().max().item<float>() / 2, $"{tolerance} is too much to show a mistake.");
        AssertNear(Stepwise(rounded, model.Ids, expected), tolerance);
        AssertNear(Rowwise(rounded, model.Ids, expected), tolerance);
    }

    /// <summary>
    /// A row without a response goes on counting. Where a window then lies behind all keys that a step reads, nothing of it may get into
    /// the prompt that the row is given next.
    /// </summary>
    [Theory]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    [InlineData("mistral")]
    public void A_row_that_was_far_ahead_takes_the_next_prompt(string name)
    {
        using var mode = inference_mode(true);
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var decoder = model.Load();
        using var stack = new InferenceStack(decoder, foldScale: false);
        var rows = new RowDecoder(stack);
        using var cache = new RowCache(decoder.Config, stack.CacheDtype, CPU, 2, 64);
        void Admit(int row, params long[] prompt)
        {
            using var prompts = rows.Prefill(tensor(prompt).unsqueeze(0), [prompt.Length]);
            cache.Admit([row], prompts, [0]);
        }

        long Token(int step) => ((step * 7) + 3) % decoder.Config.VocabularySize;
        Admit(0, model.Ids);
        Admit(1, 4);
        for (var step = 0; step < 19; step++)
        {
            rows.Step(cache, tensor(new[] { 0L, Token(step) }), [1]); // row 0 ends up at 41, row 1 reads 32 positions
        }

        Admit(0, 5, 2, 8);
        List<long> expected = [5, 2, 8];
        for (var step = 0; step < 42; step++)
        {
            expected.Add(Token(step));
            var logits = rows.Step(cache, tensor(new[] { Token(step), 1L }), [0]);

            var whole = decoder.Logits(decoder.forward(tensor(expected.ToArray()).unsqueeze(0)))[0, -1];
            AssertNear(whole, logits[0], 1e-4);
        }
    }

    /// <summary>Against libtorch's own derivative of the logits, in double precision.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_is_that_of_the_logits(string name)
    {
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var decoder = model.Load(ScalarType.Float64);
        var ids = tensor(model.Ids).unsqueeze(0);
        var weights = linspace(0.5, 1.5, model.Ids.Length - 1, ScalarType.Float64);
        var batch = Batch(model.Ids);

        var expected = decoder.Logits(decoder.forward(ids))[0].narrow(0, 0, model.Ids.Length - 1).div(0.7).log_softmax(-1);
        expected.gather(1, tensor(model.Ids[1..]).unsqueeze(1)).squeeze(1).mul(weights).sum().backward();
        var gradients = Taken(decoder);
        foreach (var recompute in new[] { false, true })
        {
            new ResponseLogProbs(decoder, 0.7, recompute).Backward(batch, logProbs => logProbs.mul(weights).sum());
            foreach (var ((tensorName, one), (_, other)) in gradients.Zip(Taken(decoder)))
            {
                var largest = Math.Max(1, one.abs().max().item<double>());
                Assert.True((one - other).abs().max().item<double>() < 1e-9 * largest, $"{tensorName}, recomputed: {recompute}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_model_has_the_bytes_of_the_one_that_was_read(string name)
    {
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var saved = new TemporaryFolder();
        using var decoder = model.Load();

        CheckpointFolder.Save(decoder, saved.Path, model.Path);

        using var before = WeightFiles.Open(model.Path);
        using var after = WeightFiles.Open(saved.Path);
        Assert.Equal(before.Tensors.Keys.Order(), after.Tensors.Keys.Order());
        Assert.All(
            before.Tensors,
            pair => Assert.Equal(
                pair.Value.File.Read(pair.Value.Entry).bytes.ToArray(),
                after.Tensors[pair.Key].File.Read(after.Tensors[pair.Key].Entry).bytes.ToArray()
            )
        );
        Assert.Equal(
            File.ReadAllText(Path.Combine(model.Path, DecoderConfigFile.FileName)),
            File.ReadAllText(Path.Combine(saved.Path, DecoderConfigFile.FileName))
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scalars_are_counted(string name)
    {
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var decoder = model.Load();

        Assert.Equal(decoder.named_parameters().Sum(item => item.parameter.numel()), decoder.Config.ParameterCount);
        var adapters = decoder.AttachAdapters(Adapters(decoder));
        Assert.Equal(
            adapters.Parameters.Sum(item => item.parameter.numel()),
            decoder.Config.AdapterParameterCount(adapters.Config.Rank, LayerProjection.Names)
        );
    }

    /// <summary>An adapter of all projections that the family has, saved, read and merged: three ways to the same logits.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void An_adapter_is_saved_read_and_merged(string name)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name);
        using var folder = new TemporaryFolder();
        using var decoder = model.Load();
        var ids = tensor(model.Ids).unsqueeze(0);
        Fill(decoder);

        var apart = decoder.Logits(decoder.forward(ids))[0];
        AdapterFolder.Save(decoder, folder.Path);
        decoder.DetachAdapters();
        var without = decoder.Logits(decoder.forward(ids))[0];
        AdapterFolder.Load(decoder, folder.Path);
        var read = decoder.Logits(decoder.forward(ids))[0];
        using (inference_mode(true))
        {
            AssertNear(Stepwise(decoder, model.Ids, apart), 2e-4);
        }

        decoder.Adapters!.AddToWeights();

        Assert.True((apart - without).abs().max().item<float>() > 0.1, "The adapter changes too little to show a mistake.");
        AssertNear(apart, read, 0);
        AssertNear(apart, decoder.Logits(decoder.forward(ids))[0], 2e-4);
    }

    /// <summary>Attaches adapters of all projections, with random matrices.</summary>
    private static void Fill(CausalDecoder decoder)
    {
        using var generator = new Generator(3, CPU);
        foreach (var (_, adapter) in decoder.AttachAdapters(Adapters(decoder)).Parameters)
        {
            adapter.normal_(0, 0.2, generator);
        }
    }

    private static LoraConfig Adapters(CausalDecoder decoder) => new()
    {
        Rank = 2,
        Alpha = 4,
        Targets = LayerProjection.Targeted(decoder.Config, LayerProjection.Names),
    };

    /// <summary>The one sequence, of which all tokens but the first are the response.</summary>
    private static MicroBatch Batch(long[] ids) =>
        MicroBatch.Create([new TrainingSequence([(int)ids[0]], [.. ids[1..].Select(id => (int)id)])], [0], CPU);

    private static List<(string Name, Tensor Gradient)> Taken(CausalDecoder decoder)
    {
        var gradients = decoder.named_parameters().Select(item => (item.name, item.parameter.grad!.clone())).ToList();
        decoder.zero_grad();
        return gradients;
    }

    private static (Tensor Expected, Tensor Actual) Stepwise(CausalDecoder decoder, long[] ids, Tensor expected)
    {
        using var cached = new CachedDecoder(decoder);
        long[] lengths = [1, 7, 4];
        const int samples = 2, steps = 15;
        var prompts = Prompts(ids, lengths);
        var (cache, logits) = cached.Prefill(prompts, lengths, samples, steps);
        using var owned = cache;
        List<Tensor> outputs = [.. lengths.Select((_, i) => logits.narrow(0, i, 1))];
        List<Tensor> wanted = [.. lengths.Select(length => expected.narrow(0, length - 1, 1))];
        for (var step = 0; step < steps; step++)
        {
            long[] fed = [.. lengths.SelectMany(length => Enumerable.Repeat(ids[length + step], samples))];
            var output = cached.Step(cache, tensor(fed));
            outputs.AddRange(lengths.Select((_, i) => output.narrow(0, (i * samples) + 1, 1)));
            wanted.AddRange(lengths.Select(length => expected.narrow(0, length + step, 1)));
        }

        return (cat([.. wanted]), cat([.. outputs]));
    }

    private static (Tensor Expected, Tensor Actual) Rowwise(CausalDecoder decoder, long[] ids, Tensor expected)
    {
        using var stack = new InferenceStack(decoder, foldScale: false);
        var rows = new RowDecoder(stack);
        long[] lengths = [1, 7, 4];
        int[] all = [0, 1, 2];
        const int steps = 15;
        using var prompts = rows.Prefill(Prompts(ids, lengths), lengths);
        using var cache = new RowCache(decoder.Config, stack.CacheDtype, CPU, all.Length, ids.Length);
        cache.Admit(all, prompts, all);
        List<Tensor> outputs = [prompts.Logits];
        List<Tensor> wanted = [.. lengths.Select(length => expected.narrow(0, length - 1, 1))];
        for (var step = 0; step < steps; step++)
        {
            outputs.Add(rows.Step(cache, tensor(lengths.Select(length => ids[length + step]).ToArray()), all));
            wanted.AddRange(lengths.Select(length => expected.narrow(0, length + step, 1)));
        }

        return (cat([.. wanted]), cat([.. outputs]));
    }

    /// <summary>[G, P], padded on the right with token 0.</summary>
    private static Tensor Prompts(long[] ids, long[] lengths) => tensor(
        lengths.SelectMany(length => Enumerable.Range(0, (int)lengths.Max()).Select(i => i < length ? ids[i] : 0)).ToArray()
    ).view(lengths.Length, -1);

    private static void AssertNear((Tensor Expected, Tensor Actual) pair, double tolerance) =>
        AssertNear(pair.Expected, pair.Actual, tolerance);

    private static void AssertNear(Tensor expected, Tensor actual, double tolerance)
    {
        var difference = (expected - actual).abs().max().item<float>();
        Assert.True(difference <= tolerance, $"{difference}");
    }
}
