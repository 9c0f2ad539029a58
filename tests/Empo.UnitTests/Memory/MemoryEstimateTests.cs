using Empo.Experiments.Resources;
using Empo.Experiments.Settings;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.DeviceMemory;
using Empo.UnitTests.Experiments;
using Empo.UnitTests.Training;
using static TorchSharp.torch;

namespace Empo.UnitTests.Memory;

public sealed class MemoryEstimateTests
{
    /// <summary>Qwen2.5-0.5B as published: 494,032,768 parameters.</summary>
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

    private static readonly UpdateMemory Update = new() { Model = Half, WeightBytes = 2, Tokens = 16_384, Recompute = false };

    [Fact]
    public void The_count_of_parameters_is_the_published_one() => Assert.Equal(494_032_768, Half.ParameterCount);

    [Fact]
    public void Full_training_in_bfloat16_keeps_20_bytes_a_parameter()
    {
        var estimate = Update.Estimate();

        Assert.Equal(20 * Half.ParameterCount, new[] { MemoryEstimate.Weights, "gradients", "F32 sums", "optimizer" }.Sum(estimate.Of));
    }

    [Fact]
    public void In_single_precision_there_are_neither_sums_nor_master_weights()
    {
        var estimate = (Update with { WeightBytes = 4 }).Estimate();

        Assert.Equal(16 * Half.ParameterCount, new[] { MemoryEstimate.Weights, "gradients", "F32 sums", "optimizer" }.Sum(estimate.Of));
    }

    [Fact]
    public void A_policy_rounded_to_bfloat16_is_its_own_master_copy()
    {
        var rounded = (Update with { Rounded = true }).Estimate();
        var adapter = Update with { Trainable = 1_000_000 };

        Assert.Equal(Update.Estimate().OnDevice, rounded.OnDevice);
        Assert.Equal(4 * Half.ParameterCount, (adapter with { Rounded = true }).Estimate().OnDevice - adapter.Estimate().OnDevice);
        var host = Update with { StateOnHost = true };
        Assert.Equal(4 * Half.ParameterCount, (host with { Rounded = true }).Estimate().OnDevice - host.Estimate().OnDevice);
    }

    [Fact]
    public void Recomputation_keeps_one_hidden_state_a_layer()
    {
        var estimate = (Update with { Recompute = true }).Estimate();

        Assert.Equal(24L * 16_384 * 896 * 2, estimate.Of("activations"));
        Assert.True(estimate.OnDevice < Update.Estimate().OnDevice);
    }

    [Fact]
    public void An_adapter_needs_gradients_and_state_for_itself_only()
    {
        var estimate = (Update with { Trainable = 1_000_000, StateOnHost = true }).Estimate();

        Assert.Equal(2_000_000, estimate.Of("gradients"));
        Assert.Equal(12_000_000, estimate.Of("optimizer"));
        Assert.Equal(12_000_000 + 8_000_000, estimate.OnHost);
    }

    /// <summary>
    /// Qwen2.5-7B in bfloat16 on 80 GB with update.optimizer: host; 0.9 of what such a card has free (79.6 GiB) is what the stages plan
    /// with.
    /// </summary>
    [Fact]
    public void Full_7B_fits_on_one_card_of_80_GB_with_its_optimizer_on_the_host()
    {
        var seven = Published("7B");
        var onHost = new UpdateMemory
        {
            Model = seven,
            WeightBytes = 2,
            Tokens = 16_384,
            Recompute = true,
            StateOnHost = true,
        };

        Assert.InRange(onHost.Estimate().OnDevice, 52L << 30, (long)(0.9 * 79.6 * (1L << 30)));
        Assert.InRange(onHost.Estimate().OnHost, 12 * seven.ParameterCount, 12.1 * seven.ParameterCount);
        Assert.True((onHost with { StateOnHost = false }).Estimate().OnDevice > 80L << 30);
    }

    /// <summary>
    /// GB a card of an update over ranks, with 8,192 padded tokens, recomputation, and 2.5 GB for CUDA and NCCL: the table of
    /// docs/distributed.md.
    /// </summary>
    [Theory]
    [InlineData("0.5B", false, 16, 11, 8, 8)]
    [InlineData("1.5B", false, 35, 23, 14, 12)]
    [InlineData("7B", false, 150, 89, 43, 36)]
    [InlineData("14B", false, 283, 165, 77, 62)]
    [InlineData("7B", true, 24, 23, 23, 23)]
    [InlineData("14B", true, 42, 40, 40, 40)]
    public void A_card_of_several_needs_weights_few_gradients_and_a_share_of_the_rest(string name, bool adapter, params int[] expected)
    {
        var model = Published(name);
        var update = new UpdateMemory
        {
            Model = model,
            WeightBytes = 2,
            Tokens = 8192,
            Recompute = true,
            Trainable = adapter ? model.AdapterParameterCount(32, LayerProjection.Names) : null,
        };

        int[] ranks = [1, 2, 8, 16];
        double[] needed = [.. ranks.Select(count => 2.5 + ((update with { Ranks = count }).Estimate().OnDevice / 1e9))];

        Assert.All(expected.Zip(needed), pair => Assert.InRange(pair.Second, (0.97 * pair.First) - 1, (1.03 * pair.First) + 1));
    }

    private static DecoderConfig Published(string name) => name switch
    {
        "0.5B" => Half,
        "1.5B" => Half with { HiddenSize = 1536, IntermediateSize = 8960, Layers = 28, Heads = 12, HeadSize = 128 },
        "7B" => Half with
        {
            VocabularySize = 152_064,
            HiddenSize = 3584,
            IntermediateSize = 18_944,
            Layers = 28,
            Heads = 28,
            KeyValueHeads = 4,
            HeadSize = 128,
            TiedEmbeddings = false,
        },
        "14B" => Half with
        {
            VocabularySize = 152_064,
            HiddenSize = 5120,
            IntermediateSize = 13_824,
            Layers = 48,
            Heads = 40,
            KeyValueHeads = 8,
            HeadSize = 128,
            TiedEmbeddings = false,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    [Theory]
    [InlineData("update:\n  optimizer: host\n", true)]
    [InlineData("update:\n  optimizer: host\ndevice: cuda:1\n", true)]
    [InlineData("update:\n  optimizer: host\ndevice: cpu\n", false)]
    [InlineData("device: cuda\n", false)]
    public void Where_the_optimizer_lies_enters_an_experiments_estimate(string settings, bool onHost)
    {
        using var text = new ExperimentText();

        var update = ExperimentMemory.Of(text.Read($"dataset: d.yaml\n{settings}")).First(estimate => estimate.Stage == "update");

        Assert.Equal(onHost, update.OnHost > 0);
        Assert.Equal(onHost, update.ToString().Contains("of the host's", StringComparison.Ordinal));
    }

    [Fact]
    public void A_host_that_is_too_small_for_the_optimizer_is_warned_of()
    {
        var estimate = (Update with { StateOnHost = true }).Estimate();
        var (enough, little) = (new RecordingLog(), new RecordingLog());

        StageMemory.SayHost(estimate, estimate.OnHost, enough);
        StageMemory.SayHost(estimate, estimate.OnHost - 1, little);

        Assert.Empty(enough.Warnings);
        Assert.Contains("EMPO6031", Assert.Single(little.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cache_holds_a_prompt_once_a_question_and_a_response_once_a_row()
    {
        var rollout = new RolloutMemory
        {
            Model = Half,
            WeightBytes = 2,
            Questions = 8,
            Samples = 16,
            PromptTokens = 100,
            ResponseTokens = 1000,
        };

        Assert.Equal(2L * 128 * 2 * 25 * ((8 * 100) + (8 * 16 * 1000)), rollout.Estimate().Of("keys and values"));
    }

    [Fact]
    public void Rows_of_continuous_batching_have_prompts_of_their_own_and_as_many_as_fit_are_taken()
    {
        var chunk = new RolloutMemory
        {
            Model = Half,
            WeightBytes = 2,
            Questions = 8,
            Samples = 16,
            PromptTokens = 100,
            ResponseTokens = 1000,
        };

        Assert.Equal(2L * 128 * 2 * 25 * 48 * 1100, chunk.Continuous(48, onCard: true).Estimate().Of("keys and values"));
        Assert.Equal(2L * 128 * 4 * 25 * 48 * 1100, chunk.Continuous(48, onCard: false).Estimate().Of("keys and values")); // F32
        foreach (var bytes in new[] { 2L << 30, 4L << 30, 8L << 30, 80L << 30 })
        {
            var rows = chunk.RowsWithin(bytes, onCard: true);
            Assert.True(rows == 8 || chunk.Continuous(rows, onCard: true).Estimate().Total <= bytes, $"{bytes}: {rows}");
            Assert.True(rows == 512 || chunk.Continuous(rows + 8, onCard: true).Estimate().Total > bytes, $"{bytes}: {rows}");
        }

        Assert.Equal(8, chunk.RowsWithin(1, onCard: true));
    }

    [Theory]
    [InlineData(RolloutMemory.Remedy)]
    [InlineData(UpdateMemory.Remedy)]
    public void Remedies_name_settings_that_exist(string remedy)
    {
        var named = remedy.Split([' ', ',', '(', ')', ':']).Where(word => word.Contains('.', StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.NotNull(SettingTable.Find(path)));
    }

    [Fact]
    public void A_loaded_model_and_its_config_have_the_same_shape()
    {
        var folder = Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen3");

        using var decoder = CheckpointFolder.Load(folder, CPU);

        Assert.Equal(new ExperimentModel(decoder.Config, 4), ExperimentModel.InFolder(folder));
    }

    [Theory]
    [InlineData("\"torch_dtype\": \"bfloat16\"", 2)]
    [InlineData("\"dtype\": \"bfloat16\", \"mamba_ssm_dtype\": \"float32\"", 2)] // another key's type says nothing of the weights
    [InlineData("\"torch_dtype\": \"auto\"", 2)]
    [InlineData("\"dtype\": \"float\"", 4)]
    [InlineData("\"torch_dtype\": \"torch.float32\"", 4)]
    [InlineData("\"torch_dtype\": \"half\"", 4)] // computed in F32
    public void Weights_take_the_bytes_of_the_type_that_is_declared(string declared, int bytes)
    {
        using var folder = new TemporaryFolder();
        var golden = File.ReadAllText(Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen3", "config.json"));
        File.WriteAllText(
            folder.File("config.json"),
            golden.Replace("\"torch_dtype\": \"float32\"", declared, StringComparison.Ordinal)
        );

        Assert.Equal(bytes, ExperimentModel.InFolder(folder.Path)!.WeightBytes);
    }

    [Fact]
    public void A_folder_without_a_readable_config_has_no_shape()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(ExperimentModel.InFolder(folder.Path));

        File.WriteAllText(folder.File("config.json"), """{"vocab_size": "many"}""");

        Assert.Null(ExperimentModel.InFolder(folder.Path));
    }

    [Fact]
    public void An_experiment_is_estimated_with_and_without_recomputation()
    {
        using var text = new ExperimentText();

        var auto = ExperimentMemory.Of(text.Read("dataset: d.yaml\n"));
        var chosen = ExperimentMemory.Of(text.Read("dataset: d.yaml\nupdate:\n  recompute: true\n"));

        Assert.Equal(["rollout", "update", "update with recomputed activations"], auto.Select(estimate => estimate.Stage));
        Assert.Equal(auto[2].Total, chosen[1].Total);
        Assert.StartsWith("memory: rollout needs about ", auto[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_is_estimated_by_its_rank_and_targets()
    {
        using var text = new ExperimentText();

        var estimates = ExperimentMemory.Of(
            text.Read(
                "dataset: d.yaml\nmodel: m\nupdate:\n  lora:\n    rank: 4\n    targets: [q_proj down_proj]\n".Replace(
                    "model: m",
                    $"model: {Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen3")}",
                    StringComparison.Ordinal
                )
            )
        );

        var shape = ExperimentModel.InFolder(Path.Combine(Repository.Root, "tests", "golden", "decoder", "qwen3"))!;
        var scalars = 4 * shape.Config.Layers * ((2 * shape.Config.HiddenSize) + shape.Config.QueryWidth + shape.Config.IntermediateSize);
        Assert.Equal(scalars * shape.WeightBytes, estimates.Single(estimate => estimate.Stage == "update").Of("gradients"));
    }

    [Fact]
    public void On_linux_the_host_says_what_is_free() =>
        Assert.True(!OperatingSystem.IsLinux() || FreeMemory.OnHost() > 1 << 20);
}
