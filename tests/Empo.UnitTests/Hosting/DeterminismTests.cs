using Empo.Stages.Hosting;
using static TorchSharp.torch;

namespace Empo.UnitTests.Hosting;

[Collection("torch")]
public sealed class DeterminismTests
{
    /// <summary>libtorch itself says so, through its own functions.</summary>
    [Fact]
    public void The_switch_of_the_native_library_is_found_and_turned()
    {
        zeros(1).Dispose();
        Assert.False(Determinism.IsOn());
        try
        {
            Determinism.Switch(on: true);

            Assert.True(Determinism.IsOn());
        }
        finally
        {
            Determinism.Switch(on: false);
        }

        Assert.False(Determinism.IsOn());
    }
}
