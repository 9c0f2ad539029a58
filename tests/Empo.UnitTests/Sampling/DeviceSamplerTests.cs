using System.Runtime.InteropServices;
using Empo.Stages.Sampling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Sampling;

[Collection("torch")]
public sealed class DeviceSamplerTests
{
    public static TheoryData<double, int, bool> Decodings =>
        new()
        {
            { 1, 0, false },
            { 0.9, 0, false },
            { 1, 20, false },
            { 0.7, 50, false },
            { 1, 0, true },
        };

    [Theory]
    [MemberData(nameof(Decodings))]
    public void It_agrees_with_the_host(double topP, int topK, bool greedy)
    {
        using var scope = NewDisposeScope();
        set_num_threads(1);
        const int Rows = 130, Vocabulary = 500;
        var decoding = HostSamplerTests.Plain(temperature: 0.8) with { TopP = topP, TopK = topK, Greedy = greedy };
        using var generator = new Generator(7, CPU);
        var logits = empty(Rows, Vocabulary).normal_(0, 2, generator);
        var uniforms = Enumerable.Range(0, Rows).Select(i => (i + 0.5) / Rows).ToArray();

        var device = new DeviceSampler(decoding).Choose(logits, uniforms);

        var host = new HostSampler(decoding, Vocabulary);
        for (var row = 0; row < Rows; row++)
        {
            var expected = host.Choose(MemoryMarshal.Cast<byte, float>(logits[row].contiguous().bytes), uniforms[row]);
            Assert.Equal(expected.Token, device[row].Token);
            Assert.Equal(expected.LogProb, device[row].LogProb, 1e-4);
            Assert.Equal(expected.Entropy, device[row].Entropy, 1e-4);
            Assert.Equal(expected.SelfCertainty, device[row].SelfCertainty, 1e-4);
            Assert.Equal(expected.KeptLogMass, device[row].KeptLogMass, 1e-4);
        }
    }
}
