using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling;

[Collection("torch")]
public sealed class CausalDecoderTests
{
    [Fact]
    public void Parameters_are_named_and_shaped_as_in_hugging_face_checkpoints()
    {
        using var decoder = new CausalDecoder(TinyDecoder.Config() with { Layers = 1 }, ScalarType.BFloat16, META);

        var shapes = decoder
            .named_parameters()
            .Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]")
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            """
            model.embed_tokens.weight [23, 32]
            model.layers.0.input_layernorm.weight [32]
            model.layers.0.mlp.down_proj.weight [32, 48]
            model.layers.0.mlp.gate_proj.weight [48, 32]
            model.layers.0.mlp.up_proj.weight [48, 32]
            model.layers.0.post_attention_layernorm.weight [32]
            model.layers.0.self_attn.k_proj.bias [16]
            model.layers.0.self_attn.k_proj.weight [16, 32]
            model.layers.0.self_attn.o_proj.weight [32, 32]
            model.layers.0.self_attn.q_proj.bias [32]
            model.layers.0.self_attn.q_proj.weight [32, 32]
            model.layers.0.self_attn.v_proj.bias [16]
            model.layers.0.self_attn.v_proj.weight [16, 32]
            model.norm.weight [32]
            """,
            string.Join('\n', shapes));
    }

    [Fact]
    public void Qwen3_has_head_norms_instead_of_biases_and_an_untied_head_is_a_parameter()
    {
        using var decoder = new CausalDecoder(TinyDecoder.Config(tied: false, qwen3: true), ScalarType.Float32, META);

        var names = decoder.named_parameters().Select(p => p.name).ToHashSet();

        Assert.Contains("lm_head.weight", names);
        Assert.Contains("model.layers.1.self_attn.q_norm.weight", names);
        Assert.DoesNotContain("model.layers.1.self_attn.q_proj.bias", names);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void The_parameter_count_is_that_of_the_tensors(bool tied, bool qwen3)
    {
        var config = TinyDecoder.Config(tied, qwen3);
        using var decoder = new CausalDecoder(config, ScalarType.Float32, META);

        var counted = decoder.parameters().Sum(p => p.numel());

        Assert.Equal(counted, config.ParameterCount);
    }

    [Fact]
    public void Padding_on_the_right_changes_no_real_position()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var decoder = TinyDecoder.Create();
        var ids = TinyDecoder.Ids(3, 9);
        var padded = cat([ids, zeros(3, 5, ScalarType.Int64)], 1);

        var plain = decoder.Logits(decoder.forward(ids));
        var beside = decoder.Logits(decoder.forward(padded)).narrow(1, 0, 9);

        Assert.True((plain - beside).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void A_later_token_changes_no_earlier_position()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var decoder = TinyDecoder.Create();
        var ids = TinyDecoder.Ids(1, 9);
        var other = ids.clone();
        other[0, 8] = 1;

        var difference = (decoder.forward(ids) - decoder.forward(other)).abs().amax([0, 2]);

        Assert.True(difference.narrow(0, 0, 8).max().item<float>() < 1e-6);
        Assert.True(difference[8].item<float>() > 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_parameter_receives_the_gradient_that_finite_differences_give(bool qwen3)
    {
        using var scope = NewDisposeScope();
        var decoder = TinyDecoder.Create(TinyDecoder.Config(tied: !qwen3, qwen3));
        var ids = TinyDecoder.Ids(2, 6);
        Loss(decoder, ids).backward();

        foreach (var (name, parameter) in decoder.named_parameters())
        {
            // Along the gradient itself the slope is its norm; a wrong backward pass cannot hide in any entry that matters.
            var gradient = parameter.grad!;
            var norm = gradient.norm().item<float>();
            using var guard = no_grad();
            var step = gradient * (0.01 / norm);
            parameter.add_(step);
            var up = Loss(decoder, ids).item<float>();
            parameter.sub_(step * 2);
            var down = Loss(decoder, ids).item<float>();
            parameter.add_(step);

            var slope = (up - down) / 0.02;
            Assert.True(Math.Abs(slope - norm) < 0.02 * norm + 2e-3, $"{name}: slope {slope}, gradient norm {norm}");
        }
    }

    [Fact]
    public void Initialisation_depends_on_the_seed_only()
    {
        using var first = TinyDecoder.Create(seed: 5);
        manual_seed(99);
        using var second = TinyDecoder.Create(seed: 5);
        using var third = TinyDecoder.Create(seed: 6);

        Tensor Weight(CausalDecoder decoder) => decoder.model.layers[1].mlp.up_proj!.weight;

        Assert.Equal(0, (Weight(first) - Weight(second)).abs().max().item<float>());
        Assert.NotEqual(0, (Weight(first) - Weight(third)).abs().max().item<float>());
    }

    private static Tensor Loss(CausalDecoder decoder, Tensor ids)
    {
        using var scope = NewDisposeScope();
        var logits = decoder.Logits(decoder.forward(ids)).view(-1, decoder.Config.VocabularySize);
        return nn.functional.cross_entropy(logits, ids.roll(1, 1).reshape(-1)).MoveToOuterDisposeScope();
    }
}
