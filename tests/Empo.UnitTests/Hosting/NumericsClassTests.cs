using Empo.Stages.Hosting;
using TorchSharp;

namespace Empo.UnitTests.Hosting;

[Collection("torch")]
public sealed class NumericsClassTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("cpu")]
    public void Where_there_is_no_cuda_a_stage_without_a_model_is_of_the_class_of_the_others(string setting) =>
        Assert.Equal(
            NumericsClass.Of(torch.CPU, setting, deterministic: false, threads: 1),
            NumericsClass.Of(used: null, setting, deterministic: true, threads: 1)
        );

    [Fact]
    public void The_version_of_libtorch_is_read_without_loading_it() =>
        Assert.Equal(torch.__version__, NumericsClass.Of(null, "cpu", deterministic: false, threads: 1)["libtorch"]);
}
