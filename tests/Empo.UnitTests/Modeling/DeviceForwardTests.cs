using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

/// <summary>The decoder on another device computes what it computes on the CPU (F32, no TF32).</summary>
[Collection("torch")]
public sealed class DeviceForwardTests
{
    public static IEnumerable<ITheoryDataRow> Devices => TestDevices.All;

    [Theory]
    [MemberData(nameof(Devices))]
    public void Logits_are_those_of_the_cpu(string name)
    {
        var device = TestDevices.Require(name);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var config in new[] { TinyDecoder.Config(), TinyDecoder.Config(tied: false, qwen3: true) })
        {
            using var host = TinyDecoder.Create(config);
            using var other = On(device, config);
            var ids = TinyDecoder.Ids(3, 17);

            var expected = host.Logits(host.forward(ids));
            var actual = other.Logits(other.forward(ids.to(device)));

            Assert.Equal(device.type, actual.device_type);
            Assert.True(
                actual.cpu().allclose(expected, rtol: 1e-4, atol: 1e-4),
                $"{config.ModelType}: {actual.cpu().sub(expected).abs().max().item<float>()}"
            );
        }
    }

    /// <summary>The weights of <see cref="TinyDecoder.Create"/> on a device: they depend on the seed only.</summary>
    internal static CausalDecoder On(Device device, DecoderConfig config, ScalarType type = ScalarType.Float32, double deviation = 0.2)
    {
        var decoder = new CausalDecoder(config, type, device);
        decoder.Initialize(1, deviation);
        return decoder;
    }
}
