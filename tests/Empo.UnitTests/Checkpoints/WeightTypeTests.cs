using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.UnitTests.Verbs;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

/// <summary>In which type a folder's weights are computed and written.</summary>
[Collection("torch")]
public sealed class WeightTypeTests
{
    private const ScalarType F32 = ScalarType.Float32, F16 = ScalarType.Float16, BF16 = ScalarType.BFloat16;

    public static TheoryData<ScalarType[], ScalarType?, ScalarType> Cases => new()
    {
        { [F32], F32, F32 },
        { [F32], BF16, F32 },
        { [BF16], BF16, BF16 },
        { [BF16], F32, BF16 },
        { [F16], F16, F32 },
        { [F16], null, F32 },
        { [F16, BF16], BF16, F32 },
        { [F16, F32], F16, F32 },
        { [BF16, F32], BF16, BF16 },
        { [BF16, F32], F32, F32 },
        { [BF16, F32], null, F32 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_type_of_computation_follows_the_weights(ScalarType[] stored, ScalarType? declared, ScalarType computed) =>
        Assert.Equal(computed, WeightType.Computed(stored, declared));

    [Fact]
    public void F16_is_read_without_rounding_and_saved_in_the_type_of_computation()
    {
        using var folder = new ModelFolder(type: F16);
        using var copy = new TemporaryFolder();
        using var decoder = CheckpointFolder.Load(folder.Path, CPU);

        CheckpointFolder.Save(decoder, copy.Path, folder.Path);

        Assert.Equal(F32, decoder.Dtype);
        Assert.All(folder.Tensors(), item =>
            Assert.True(item.Tensor.to(F32).eq(decoder.get_parameter(item.Name)!).all().item<bool>(), item.Name)
        );
        Assert.Equal(F32, WeightType.Declared(DecoderConfigFile.Json(copy.Path)));
    }

    [Theory]
    [InlineData("torch_dtype")]
    [InlineData("dtype")]
    public void Both_names_of_the_type_follow_the_weights(string key)
    {
        using var folder = new ModelFolder(type: F16).Set("config.json", key, "\"float16\"");
        using var copy = new TemporaryFolder();
        using var decoder = CheckpointFolder.Load(folder.Path, CPU);

        CheckpointFolder.Save(decoder, copy.Path, folder.Path);

        Assert.DoesNotContain("float16", File.ReadAllText(copy.File("config.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_several_types_loses_nothing_unless_it_declares_BF16()
    {
        using var folder = new ModelFolder().Store(name => name.EndsWith("norm.weight", StringComparison.Ordinal) ? F32 : BF16);

        using var declared = CheckpointFolder.Load(folder.Path, CPU);
        folder.Set("config.json", "torch_dtype", "null");
        using var silent = CheckpointFolder.Load(folder.Path, CPU);

        Assert.Equal((BF16, F32), (declared.Dtype, silent.Dtype));
    }

    [Fact]
    public void Integers_in_place_of_weights_are_refused_and_named()
    {
        using var folder = new ModelFolder().Store(name =>
            name.EndsWith("down_proj.weight", StringComparison.Ordinal) ? ScalarType.Int8 : BF16
        );

        var error = Assert.Throws<UserError>(() => CheckpointFolder.Load(folder.Path, CPU));

        Assert.Equal("EMPO3006", error.Code);
        Assert.Contains("down_proj.weight is of type I8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Convert_writes_the_whole_folder_in_another_type()
    {
        using var folder = new ModelFolder(type: F16);
        using var target = new TemporaryFolder();

        StageProgram.Invoke("convert", "--model", folder.Path, "--out", target.Path);

        using var decoder = CheckpointFolder.Load(target.Path, CPU);
        Assert.Equal(BF16, decoder.Dtype);
        Assert.Equal(BF16, WeightType.Declared(DecoderConfigFile.Json(target.Path)));
        Assert.True(File.Exists(target.File("tokenizer.json")));
    }
}
