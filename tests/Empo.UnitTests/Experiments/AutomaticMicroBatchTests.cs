using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Sections;
using Empo.Models;

namespace Empo.UnitTests.Experiments;

/// <summary><c>update.micro_batch_tokens: auto</c> is a number before anything else reads the experiment.</summary>
public sealed class AutomaticMicroBatchTests : IDisposable
{
    private readonly ExperimentText _text = new();

    private static readonly DecoderConfig Half = new()
    {
        ModelType = "qwen2",
        VocabularySize = 151_936,
        HiddenSize = 896,
        IntermediateSize = 4864,
        Layers = 24,
        Heads = 14,
        KeyValueHeads = 2,
        HeadSize = 64,
        MaxPositions = 32_768,
        RmsNormEpsilon = 1e-6,
        RopeTheta = 1_000_000,
        TiedEmbeddings = true,
        AttentionBias = true,
        QueryKeyNorm = QueryKeyNorm.None,
    };

    private static readonly DecoderConfig OneAndAHalf = Half with
    {
        HiddenSize = 1536, IntermediateSize = 8960, Layers = 28, Heads = 12, HeadSize = 128,
    };

    private static readonly DecoderConfig Seven = Half with
    {
        VocabularySize = 152_064, HiddenSize = 3584, IntermediateSize = 18_944, Layers = 28, Heads = 28, KeyValueHeads = 4, HeadSize = 128,
        TiedEmbeddings = false,
    };

    public void Dispose() => _text.Dispose();

    [Fact]
    public void The_worked_numbers_hold()
    {
        Assert.Equal(6144, MicroBatchSize.Of(Half, 2, 1024)); // 9,880,655,360 / (24 x 65,792) = 6,257
        Assert.Equal(9216, MicroBatchSize.Of(OneAndAHalf, 2, 1024));
        Assert.Equal(10_240, MicroBatchSize.Of(Seven, 2, 4096)); // 20 x (358.2 + 4e10 / 233,056,256) = 10,596
        Assert.Equal(20_000, MicroBatchSize.Of(Seven, 2, 20_000)); // a sequence goes through whole
    }

    /// <summary>Whatever the shape: more than nothing, a whole longest sequence, and no more when a layer becomes larger.</summary>
    [Theory]
    [InlineData(64, 1, 2)]
    [InlineData(128, 4, 4)]
    [InlineData(896, 24, 2)]
    [InlineData(4096, 80, 2)]
    [InlineData(16_384, 120, 4)]
    public void Every_shape_has_a_number(int width, int layers, int bytes)
    {
        var model = Half with
        {
            HiddenSize = width, IntermediateSize = 4 * width, Layers = layers, Heads = width / 32, HeadSize = 32, KeyValueHeads = 1,
        };

        Assert.InRange(MicroBatchSize.Of(model, bytes, 1), 1024, 100_000_000);
        Assert.Equal(0, MicroBatchSize.Of(model, bytes, 1) % 1024);
        Assert.True(MicroBatchSize.Of(model, bytes, 32_768) >= 32_768);
    }

    [Fact]
    public void The_word_and_its_number_have_one_key_and_the_default_is_as_before()
    {
        var word = _text.Read("dataset: d.yaml\nupdate:\n  micro_batch_tokens: auto\n");
        var number = _text.Read($"dataset: d.yaml\nupdate:\n  micro_batch_tokens: {word.Get(Update.MicroBatchTokens)}\n");

        Assert.Equal("35840", word.ValueOf(Update.MicroBatchTokens).Text);
        foreach (var stage in StageTable.All)
        {
            Assert.Equal(number.SliceFor(stage).Values, word.SliceFor(stage).Values);
        }

        Assert.Equal(16_384, _text.Read("dataset: d.yaml\n").Get(Update.MicroBatchTokens));
    }

    [Theory]
    [InlineData("threads: 1\ndevice: cpu", true)]
    [InlineData("threads: 7\ndevice: cuda:1\ndeterministic: true", true)]
    [InlineData("pretrain:\n  layers: 8", false)]
    [InlineData("pretrain:\n  hidden_size: 256", false)]
    [InlineData("rollout:\n  max_tokens: 30000", true)] // no more positions than the model has
    public void It_depends_on_the_shape_and_not_on_the_machine(string settings, bool same)
    {
        var plain = _text.Read("dataset: d.yaml\nupdate:\n  micro_batch_tokens: auto\n");
        var other = _text.Read($"dataset: d.yaml\nupdate:\n  micro_batch_tokens: auto\n{settings}\n");

        Assert.Equal(same, plain.Get(Update.MicroBatchTokens) == other.Get(Update.MicroBatchTokens));
    }

    [Fact]
    public void A_model_that_cannot_be_read_is_refused_elsewhere()
    {
        var experiment = _text.Read("dataset: d.yaml\nmodel: nowhere\nupdate:\n  micro_batch_tokens: auto\n");

        Assert.Equal(16_384, experiment.Get(Update.MicroBatchTokens));
    }

    [Theory]
    [InlineData("Auto")]
    [InlineData("automatic")]
    [InlineData("1.5")]
    public void Another_word_is_refused_with_both_that_fit(string value)
    {
        var failure = Assert.Throws<UserError>(() => _text.Read($"dataset: d.yaml\nupdate:\n  micro_batch_tokens: {value}\n"));

        Assert.Equal("EMPO1004", failure.Code);
        Assert.Contains("a whole number or auto", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_word_counts_for_this_setting_alone() =>
        Assert.Equal("EMPO1004", Assert.Throws<UserError>(() => _text.Read("dataset: d.yaml\nrounds: auto\n")).Code);
}
