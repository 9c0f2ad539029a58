using System.Text.Json.Nodes;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

/// <summary>Folders and logits from another implementation: tests/golden/decoder/make.py, plain Python in double precision.</summary>
[Collection("torch")]
public sealed class GoldenDecoderTests
{
    [Theory]
    [InlineData("qwen2")]
    [InlineData("qwen2-tied")]
    [InlineData("qwen3")]
    public void Logits_agree_with_another_implementation(string name)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        set_num_threads(1);
        var folder = Path.Combine(Repository.Root, "tests", "golden", "decoder", name);
        var golden = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "logits.json")))!;
        var ids = tensor(golden["ids"]!.AsArray().Select(id => id!.GetValue<long>()).ToArray());
        var expected = tensor(
                golden["logits"]!.AsArray().SelectMany(row => row!.AsArray().Select(value => value!.GetValue<float>())).ToArray()
            )
            .view(ids.shape[0], -1);
        using var decoder = CheckpointFolder.Load(folder, CPU);

        var whole = decoder.Logits(decoder.forward(ids.unsqueeze(0)))[0];
        var stepwise = Stepwise(decoder, ids);

        Assert.True(expected.abs().max().item<float>() > 1, "The logits are too small to show a mistake.");
        Assert.True((expected - whole).abs().max().item<float>() < 1e-4);
        Assert.True((expected - stepwise).abs().max().item<float>() < 1e-4);
    }

    /// <summary>Logits of all positions by cached decoding of 8 equal rows, after a prompt of one token.</summary>
    private static Tensor Stepwise(CausalDecoder decoder, Tensor ids)
    {
        using var cached = new CachedDecoder(decoder);
        var (cache, first) = cached.Prefill(ids.narrow(0, 0, 1).unsqueeze(0), [1], groupSize: 8, mostTokens: 20);
        using var owned = cache;
        var rows = Enumerable
            .Range(1, (int)ids.shape[0] - 1)
            .Select(i => cached.Step(cache, ids.narrow(0, i, 1).expand(8).contiguous()).narrow(0, 5, 1));
        return cat([first, .. rows]);
    }
}
