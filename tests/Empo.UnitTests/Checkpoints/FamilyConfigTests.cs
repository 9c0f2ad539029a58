using System.Text.Json.Nodes;
using Empo.Models;
using Empo.UnitTests.Modeling.Families;

namespace Empo.UnitTests.Checkpoints;

/// <summary>What a file says, and what it leaves out, means what it means to transformers.</summary>
public sealed class FamilyConfigTests
{
    [Theory]
    [InlineData("mistral", 4, 4096)]
    [InlineData("gemma2", 2, 4096)]
    [InlineData("gemma3", 3, 4096)]
    public void A_missing_window_is_that_of_the_family(string name, int windowed, int window)
    {
        var config = Read(name, json => json.Remove("sliding_window"));

        Assert.Equal(windowed, config.LayerForms!.Count(form => form.Window == window));
    }

    [Theory]
    [InlineData("mistral")]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    [InlineData("qwen2-windowed")]
    public void A_window_of_null_is_none(string name) =>
        Assert.DoesNotContain(Read(name, json => json["sliding_window"] = null).LayerForms ?? [], form => form.Window is not null);

    [Fact]
    public void Soft_caps_of_gemma_2_are_written_or_its_own()
    {
        var absent = Read("gemma2", json =>
        {
            json.Remove("attn_logit_softcapping");
            json.Remove("final_logit_softcapping");
        });
        var none = Read("gemma2", json => (json["attn_logit_softcapping"], json["final_logit_softcapping"]) = (null, null));

        Assert.Equal((50, 30), (absent.AttentionSoftcap, absent.LogitSoftcap));
        Assert.Equal(((double?)null, (double?)null), (none.AttentionSoftcap, none.LogitSoftcap));
    }

    [Fact]
    public void Gemma_3_may_have_no_window()
    {
        const string full = "full_attention";
        var config = Read("gemma3", json => json["layer_types"] = new JsonArray(full, full, full, full));

        Assert.Null(config.LayerForms);
        Assert.Equal(LayerRotation.Global, config.Layer(0).Rotation);
    }

    [Fact]
    public void Windows_of_smollm3_are_those_of_layers_that_do_not_rotate()
    {
        var config = Read("smollm3", json => (json["use_sliding_window"], json["sliding_window"]) = (true, 8));

        Assert.Equal([null, null, 8, null], config.LayerForms!.Select(form => form.Window));
    }

    [Fact]
    public void The_form_of_transformers_5_is_the_same_model()
    {
        var expected = Read("gemma3", _ => { });
        var config = Read("gemma3", json =>
        {
            json.Remove("rope_theta");
            json.Remove("rope_scaling");
            json.Remove("rope_local_base_freq");
            json.Remove("sliding_window_pattern");
            json["layer_types"] = new JsonArray("sliding_attention", "sliding_attention", "full_attention", "sliding_attention");
            json["rope_parameters"] = new JsonObject
            {
                ["full_attention"] = new JsonObject { ["rope_type"] = "linear", ["factor"] = 8.0, ["rope_theta"] = 1000000.0 },
                ["sliding_attention"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = 10000.0 },
            };
        });

        Assert.Equal(expected.LayerForms, config.LayerForms);
        Assert.Equal(expected with { LayerForms = null }, config with { LayerForms = null });
    }

    [Fact]
    public void Original_positions_beside_the_scaling_count_first()
    {
        var config = Read("qwen3-yarn", json => json["original_max_position_embeddings"] = 8);

        Assert.Equal(8, Assert.IsType<YarnScaling>(config.RotaryScaling).Original);
    }

    [Theory]
    [InlineData("qwen3-yarn", "attn_factor", "0.878", "write as attention_factor")]
    [InlineData("llama3", "something_new", "1", "Remove it")]
    public void A_key_of_scaled_positions_that_some_programs_read_is_refused(string name, string key, string value, string remedy)
    {
        var failure = Assert.Throws<UserError>(() => Read(name, json => json["rope_scaling"]![key] = JsonNode.Parse(value)));

        Assert.Equal("EMPO3003", failure.Code);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_scalings_that_differ_are_a_contradiction()
    {
        var failure = Assert.Throws<UserError>(() => Read("qwen3-yarn", json =>
        {
            json["rope_parameters"] = json["rope_scaling"]!.DeepClone();
            json["rope_parameters"]!["factor"] = 8.0;
        }));

        Assert.Equal("EMPO3002", failure.Code);
    }

    [Fact]
    public void A_scale_of_0_is_none() =>
        Assert.Equal(
            Read("qwen3-yarn", _ => { }).RotaryScaling,
            Read("qwen3-yarn", json => (json["rope_scaling"]!["mscale"], json["rope_scaling"]!["mscale_all_dim"]) = (0, 0)).RotaryScaling
        );

    private static DecoderConfig Read(string name, Action<JsonObject> change)
    {
        using var model = new FamilyModel(name, change, weights: false);
        return DecoderConfigFile.Read(model.Path);
    }
}
