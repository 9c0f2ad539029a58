using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Experiments.Settings.Choices;
using Empo.Models;
using Empo.Stages.Distribution;
using Empo.Stages.Modeling;
using Empo.Stages.Training;
using Empo.Stages.Training.Losses;
using Empo.UnitTests.Distribution;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Training;

/// <summary>An update over ranks gives the bytes of an update in one process, whatever their number.</summary>
[Collection("torch")]
public sealed class RankedUpdateTests : IDisposable
{
    private static readonly UpdateSettings Settings = PolicyTrainerTests.Settings with { MicroBatchTokens = 24, MinibatchQuestions = 3 };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases =>
        
    [
        "tied", "untied", "bfloat16", "adapters", "gspo", "entropy", "epochs", "blocks", "rounded", "few",
        "tied by layer", "untied by layer", "bfloat16 by layer", "joined by layer", "blocks by layer", "few by layer",
        "rounded by layer", "adapters by layer",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_number_of_ranks_gives_the_same_bytes(string name)
    {
        var expected = Assert.Single(Train(name, 1, null));
        Assert.True(expected.Norm > 1e-3, "Nothing was trained.");

        if (IsByLayer(name))
        {
            var kept = Assert.Single(Train(name, 1, null, recompute: false));
            Assert.Equal(kept.Weights, expected.Weights);
            Assert.Equal(File.ReadAllBytes(kept.State), File.ReadAllBytes(expected.State));
        }

        foreach (var size in name is "tied" or "bfloat16" or "adapters" or "tied by layer" ? new[] { 2, 3, 5 } : [3])
        {
            var results = Train(name, size, null);

            Assert.All(results, result =>
            {
                Assert.Equal(expected.Weights, result.Weights);
                Assert.Equal(expected.Statistics, result.Statistics);
            });
            Assert.Equal(File.ReadAllBytes(expected.State), File.ReadAllBytes(results[0].State));
        }
    }

    [Theory]
    [InlineData("tied")]
    [InlineData("bfloat16")]
    public void A_state_is_read_by_any_number_of_ranks(string name)
    {
        var before = Train(name, 2, null)[0].State;

        var expected = Assert.Single(Train(name, 1, before));

        Assert.All(Train(name, 3, before), result => Assert.Equal(expected.Weights, result.Weights));
    }

    /// <summary>As models of more than 2^30 elements have it: parts of whole parameters, of which each rank writes some.</summary>
    [Theory]
    [InlineData("tied", 2)]
    [InlineData("bfloat16", 3)]
    [InlineData("adapters", 5)]
    public void A_state_in_parts_has_the_bytes_of_one_process_and_is_read_by_any_number_of_ranks(string name, int size)
    {
        const long most = 60_000;
        var whole = Train(name, 1, null)[0].State;
        var one = Train(name, 1, null, most)[0].State;

        var parts = Train(name, size, null, most)[0].State;

        var names = Directory.GetFiles(one).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        Assert.InRange(names.Count, 3, 40);
        Assert.Equal(names, Directory.GetFiles(parts).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(names, file => Assert.Equal(File.ReadAllBytes(Path.Combine(one, file!)), File.ReadAllBytes(Path.Combine(parts, file!))));
        var expected = Train(name, 1, whole)[0].Weights;
        Assert.Equal(expected, Train(name, 1, parts)[0].Weights);
        Assert.All(Train(name, 3, parts), result => Assert.Equal(expected, result.Weights));
    }

    [Fact]
    public void Parts_of_two_states_are_refused()
    {
        const long most = 60_000;
        var first = Train("tied", 1, null, most)[0].State;
        var second = Train("tied", 2, first, most)[0].State;
        File.Copy(Path.Combine(second, "part-00001.safetensors"), Path.Combine(first, "part-00001.safetensors"), overwrite: true);

        Assert.Equal("EMPO4040", Assert.Throws<UserError>(() => AdamWFile.Open(first)).Code);
    }

    /// <summary>Its sum has another order, so the last bits differ; the step is the same to 1e-5 of the largest weight.</summary>
    [Theory]
    [InlineData("tied")]
    [InlineData("bfloat16")]
    public void The_fast_reduction_differs_in_the_last_bits_only(string name)
    {
        var expected = Assert.Single(Train(name, 1, null));

        var results = ThreadRanks.Run(3, group => Train(name, group, null, Reduction.Fast));

        Assert.All(results, result =>
        {
            Assert.Equal(results[0].Weights, result.Weights);
            Assert.Equal(expected.Norm, result.Norm, 1e-3 * expected.Norm);
            Assert.All(expected.Weights.Zip(result.Weights), pair => Assert.Equal(pair.First, pair.Second, name == "tied" ? 2e-4 : 4e-3));
        });
    }

    [Fact]
    public void A_rank_whose_weights_came_apart_is_found()
    {
        var failure = Assert.Throws<AggregateException>(() => ThreadRanks.Run(2, group =>
        {
            set_num_threads(1);
            using var decoder = TinyDecoder.Create(Config(tied: true));
            using var parameters = new FlatParameters(decoder.Trainable, sums: false);
            using var sum = new RankedGradientSum(parameters, Reduction.Ordered, null, false, group, new Deaf());
            using var off = no_grad();
            parameters.Weights[5] = group.Rank;
            sum.Share(parameters.Weights);
        }));

        Assert.Contains(failure.InnerExceptions, inner => inner is UserError { Code: "EMPO3041" });
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<(float[] Weights, string Statistics, double Norm, string State)> Train(
        string name,
        int size,
        string? before,
        long partElements = OptimizerParts.MostElements,
        bool recompute = true
    ) => ThreadRanks.Run(size, group => Train(name, group, before, partElements: partElements, recompute: recompute));

    private (float[] Weights, string Statistics, double Norm, string State) Train(
        string name,
        IRankGroup group,
        string? before,
        Reduction reduction = Reduction.Ordered,
        long partElements = OptimizerParts.MostElements,
        bool recompute = true
    )
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var decoder = Decoder(name);
        var kind = KindOf(name);
        var groups = MadeUpGroups.Of(decoder, Settings.Temperature, kind == "few" ? 1 : 7);
        using var rounded = kind == "rounded" ? RoundedPolicy.Of(decoder, UpdateDtype.Bfloat16) : null;
        using var state = before is null ? null : AdamWFile.Open(before);
        var trainer = new PolicyTrainer(
            rounded?.Decoder ?? decoder,
            SettingsOf(kind) with { Recompute = recompute && IsByLayer(name) },
            new RecordingLog()
        )
        {
            Place = new TrainingPlace
            {
                Exact = rounded is null ? null : decoder,
                NormInBlocks = kind == "blocks" ? true : null,
                LeastSection = kind == "joined" ? 300_000 : 1,
                Ranks = group,
                Reduction = reduction,
                Exchange = group.Size == 1 ? null : new BlockExchange(new InProcessTransport(group), group.Rank, group.Size, 100_000),
            },
        };
        var result = trainer.Train(groups, 1, state, default);
        var shared = partElements < OptimizerParts.MostElements ? "parts" : $"{group.Rank}";
        var path = Path.Combine(_folder.Path, $"{name}-{group.Size}-{shared}-{before is null}-{recompute}.safetensors");
        using (result.Saved)
        {
            result.Saved!.Save(path, partElements);
        }

        return (
            [.. decoder.Trainable.SelectMany(item => item.parameter.detach().to(ScalarType.Float32).data<float>().ToArray())],
            string.Join('\n', result.Steps.Select(step => $"{step} {step.Ratio}").Append($"{result.Mismatch}")),
            result.Steps[0].GradientNorm,
            path
        );
    }

    private static bool IsByLayer(string name) => name.EndsWith(" by layer", StringComparison.Ordinal);

    private static string KindOf(string name) => IsByLayer(name) ? name[..^" by layer".Length] : name;

    private static UpdateSettings SettingsOf(string name) => name switch
    {
        "gspo" => Settings with { Objective = Settings.Objective with { Loss = ClippedSurrogate.Gspo } },
        "entropy" => Settings with { Objective = Settings.Objective with { EntropyBonus = 0.01 } },
        "epochs" => Settings with { Epochs = 2, GradientClip = 0 },
        "few" => Settings with { MicroBatchTokens = 1000 },
        _ => Settings with { GradientClip = 0.01 },
    };

    private static CausalDecoder Decoder(string name)
    {
        var kind = KindOf(name);
        var config = Config(tied: kind != "untied") with { Layers = IsByLayer(name) ? 5 : 2 };
        var decoder = new CausalDecoder(config, kind == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32, CPU);
        decoder.Initialize(3, 0.05);
        if (kind == "adapters")
        {
            using var off = no_grad();
            using var generator = new Generator(3, CPU);
            var lora = new LoraConfig { Rank = 40, Alpha = 4, Targets = LayerProjection.Names };
            foreach (var (_, adapter) in decoder.AttachAdapters(lora).Parameters)
            {
                adapter.normal_(0, 0.05, generator);
            }
        }

        return decoder;
    }

    /// <summary>Of seven blocks, so that five ranks own two, two, two, one and none.</summary>
    private static DecoderConfig Config(bool tied) =>
        TinyDecoder.Config(tied) with { HiddenSize = 160, IntermediateSize = 320, HeadSize = 40 };

    /// <summary>An exchange that loses everything.</summary>
    private sealed class Deaf : ITensorExchange
    {
        public void AddInOrder(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section)
        {
        }

        public IPendingSum Begin(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section) =>
            new PendingTurns([]);

        public void Gather(Tensor flat, Shards shards)
        {
        }

        public void Collect(Tensor own, long first, Tensor destination, Shards shards, int root = 0)
        {
        }
    }
}
