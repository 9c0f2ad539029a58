using System.Runtime.InteropServices;
using Empo.Experiments.Settings;
using Empo.Stages.DeviceMemory;
using static TorchSharp.torch;

namespace Empo.UnitTests.Memory;

[Collection("torch")]
public sealed class OutOfMemoryTests
{
    [Fact]
    public void What_libtorch_cannot_allocate_is_told_with_the_settings_to_lower()
    {
        var exception = Assert.ThrowsAny<Exception>(() => empty([1L << 50], ScalarType.Float32));

        Assert.True(OutOfMemory.Is(exception));
        var failure = OutOfMemory.Failure("update", exception);
        Assert.Equal("EMPO6030", failure.Code);
        Assert.Contains("update.micro_batch_tokens", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.19 GiB", true)]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", true)]
    [InlineData("index 9 is out of bounds for dimension 1 with size 5", false)]
    public void Other_errors_of_libtorch_are_none(string message, bool expected) =>
        Assert.Equal(expected, OutOfMemory.Is(new ExternalException(message)));

    [Theory]
    [InlineData("pretrain")]
    [InlineData("rollout")]
    [InlineData("evaluate")]
    [InlineData("reference")]
    [InlineData("score")]
    public void Every_stage_with_a_model_has_a_remedy_of_existing_settings(string stage)
    {
        var message = OutOfMemory.Failure(stage, new OutOfMemoryException("x")).Message;

        Assert.Contains(SettingTable.All, setting => message.Contains(setting.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_a_model_scores_or_judges_that_model_is_named() =>
        Assert.Contains(
            "score.model.folder",
            OutOfMemory.Failure("score", new OutOfMemoryException("x")).Message,
            StringComparison.Ordinal
        );
}
