using System.Text.Json.Nodes;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

/// <summary>
/// Adapters as other programs write them: read by what their tensors say, or refused by the name of what is not implemented.
/// </summary>
[Collection("torch")]
public sealed class ForeignAdapterTests : IDisposable
{
    private static readonly LoraConfig QueryAndValue = new() { Rank = 3, Alpha = 6, Targets = ["q_proj", "v_proj"] };

    private readonly TemporaryFolder _folder = new();
    private readonly CausalDecoder _decoder = LowRankAdapterTests.Filled(ScalarType.Float32, config: QueryAndValue);

    public ForeignAdapterTests() => AdapterFolder.Save(_decoder, _folder.Path);

    public void Dispose()
    {
        _decoder.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("target_modules", "\".*self_attn\\\\.(q|v)_proj\"")]
    [InlineData(
        "target_modules",
        "\"(?:.*?(?:language|text).*?(?:q_proj|v_proj).*?)"
            + "|(?:\\\\bmodel\\\\.layers\\\\.[\\\\d]{1,}\\\\.(?:self_attn|mlp)\\\\.(?:(?:q_proj|v_proj)))\""
    )]
    // a form of Python's only: the tensors decide
    [InlineData("target_modules", "\"(?P<layer>model)\\\\.layers\\\\.\\\\d+\\\\.self_attn\\\\.(q|v)_proj\"")]
    [InlineData(
        "target_modules",
        "[\"model.layers.0.self_attn.q_proj\", \"model.layers.0.self_attn.v_proj\", \"1.self_attn.q_proj\", "
            + "\"layers.1.self_attn.v_proj\"]"
    )]
    [InlineData("target_modules", "[\"q_proj\", \"v_proj\", \"c_attn\", \"query_key_value\"]")] // of other models
    [InlineData("layers_to_transform", "[0, 1]")]
    [InlineData("exclude_modules", "[\"k_proj\", \"lm_head\"]")]
    [InlineData("exclude_modules", "\".*vision.*\"")]
    [InlineData("lora_alpha", "6.0")]
    [InlineData("r", "3.0")]
    [InlineData("init_lora_weights", "\"gaussian\"")]
    [InlineData("init_lora_weights", "\"orthogonal\"")]
    [InlineData("init_lora_weights", "\"eva\"")]
    [InlineData("init_lora_weights", "false")]
    [InlineData("lora_dropout", "0.05")]
    [InlineData("peft_version", "\"0.18.0\"")]
    [InlineData("megatron_core", "\"megatron.core\"")]
    [InlineData("qalora_group_size", "16")]
    [InlineData("fan_in_fan_out", "true")]
    [InlineData("auto_mapping", "{\"base_model_class\": \"Qwen2ForCausalLM\", \"parent_library\": \"transformers\"}")]
    [InlineData("unsloth_fixed", "true")]
    [InlineData("loftq_config", "{}")]
    [InlineData("rank_pattern", "{}")]
    [InlineData("task_type", "null")]
    public void What_names_the_same_adapter_in_other_words_is_the_same_adapter(string key, string json)
    {
        var expected = Logits();
        Set(key, json);

        AdapterFolder.Load(_decoder, _folder.Path);

        Assert.Equal(expected, Logits());
        Assert.Null(_decoder.Adapters!.Config.Modules);
    }

    [Theory]
    [InlineData("base_model.model.{0}")]
    [InlineData("base_model.{0}")]
    [InlineData("model.{0}")]
    [InlineData("{0}")]
    [InlineData("base_model.model._orig_mod.{0}")]
    [InlineData("module.base_model.model.{0}")]
    [InlineData("_fsdp_wrapped_module.base_model.model.{0}")]
    [InlineData("base_model.model.{0}", ".default")]
    [InlineData("base_model.model.{0}", ".policy-1")]
    public void Names_of_tensors_are_known_by_what_they_end_with(string form, string adapterName = "")
    {
        var expected = Logits();
        Rewrite(name =>
            string.Format(null, form, name["base_model.model.".Length..])
                .Replace(".weight", adapterName + ".weight", StringComparison.Ordinal)
        );

        AdapterFolder.Load(_decoder, _folder.Path);

        Assert.Equal(expected, Logits());
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, 0.05)]
    [InlineData(ScalarType.Float16, 0.01)]
    [InlineData(ScalarType.Float64, 0)]
    public void Tensors_of_other_types_are_converted(ScalarType type, double tolerance)
    {
        var expected = Logits();
        Rewrite(name => name, type);

        AdapterFolder.Load(_decoder, _folder.Path);

        Assert.All(expected.Zip(Logits()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    [Theory]
    [InlineData("pissa")]
    [InlineData("pissa_niter_16")]
    [InlineData("olora")]
    [InlineData("OLoRA")]
    [InlineData("corda")]
    [InlineData("loftq")]
    [InlineData("a_way_of_tomorrow")]
    public void A_beginning_that_changes_the_base_is_refused_by_name(string name)
    {
        Set("init_lora_weights", $"\"{name}\"");

        Refused("EMPO3071", $"init_lora_weights: {name}", "\"init_lora_weights\": true");
    }

    [Theory]
    [InlineData("use_dora", "true")]
    [InlineData("use_qalora", "true")]
    [InlineData("bias", "\"lora_only\"")]
    [InlineData("lora_bias", "true")]
    [InlineData("modules_to_save", "[\"lm_head\"]")]
    [InlineData("rank_pattern", "{\"q_proj\": 8}")]
    [InlineData("alpha_pattern", "{\"q_proj\": 8}")]
    [InlineData("layer_replication", "[[0, 2], [1, 2]]")]
    [InlineData("target_parameters", "[\"mlp.experts\"]")]
    [InlineData("trainable_token_indices", "[1, 2]")]
    [InlineData("alora_invocation_tokens", "[1, 2]")]
    [InlineData("arrow_config", "{\"top_k\": 3}")]
    [InlineData("a_key_of_tomorrow", "\"on\"")]
    [InlineData("peft_type", "\"LOHA\"")]
    [InlineData("peft_type", "null")]
    [InlineData("target_modules", "[\"q_proj\", \"v_proj\", \"lm_head\"]", "lm_head")]
    [InlineData("target_modules", "null")]
    [InlineData("target_modules", "{}")]
    [InlineData("lora_alpha", "0")]
    [InlineData("lora_alpha", "\"six\"")]
    [InlineData("r", "2.5")]
    [InlineData("layers_to_transform", "\"all\"")]
    public void What_is_not_implemented_is_refused_by_name(string key, string json, string? named = null)
    {
        Set(key, json);

        Refused("EMPO3071", named ?? key);
    }

    [Theory]
    [InlineData("target_modules", "[\"q_proj\"]", "unknown: base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight")]
    [InlineData("target_modules", "\"all-linear\"", "missing: model.layers.0.self_attn.k_proj.lora_A.weight")]
    [InlineData("target_modules", "\".*q_proj\"", "unknown: base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight")]
    [InlineData("layers_to_transform", "[1]", "unknown: base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")]
    [InlineData("exclude_modules", "[\"v_proj\"]", "unknown: base_model.model.model.layers.0.self_attn.v_proj.lora_A.weight")]
    [InlineData("r", "4", "should be [4, 32]")]
    public void Tensors_that_the_file_contradicts_are_named(string key, string json, string named)
    {
        Set(key, json);

        Refused("EMPO3072", named);
    }

    [Theory]
    [InlineData("lora_A", "lora_magnitude_vector")]
    [InlineData("model.layers.0.self_attn.q_proj", "lm_head")]
    [InlineData("layers.1.", "layers.7.")]
    [InlineData("self_attn.q_proj.lora_A", "self_attn.q_proj.base_layer")]
    public void Tensors_that_no_projection_has_are_named(string old, string text)
    {
        Rewrite(name => name.Replace(old, text, StringComparison.Ordinal));

        Refused("EMPO3072", text);
    }

    [Fact]
    public void An_adapter_of_some_layers_is_read_trained_and_written_as_such()
    {
        Rewrite(name => name.Contains("layers.0.self_attn.q_proj", StringComparison.Ordinal) ? null : name);
        Set("target_modules", "\".*layers\\\\.(0\\\\.self_attn\\\\.v_proj|1\\\\.self_attn\\\\.(q|v)_proj)\"");

        AdapterFolder.Load(_decoder, _folder.Path);

        var expected = Logits();
        Assert.Equal(3, _decoder.Adapters!.Config.Modules!.Count);
        Assert.Equal(6, _decoder.Trainable.Count());
        AdapterFolder.Save(_decoder, _folder.Path);
        AdapterFolder.Load(_decoder, _folder.Path);
        Assert.Equal(expected, Logits());
        Assert.Equal(3, _decoder.Adapters!.Config.Modules!.Count);
    }

    [Fact]
    public void A_fraction_of_alpha_scales_and_is_written_again()
    {
        Set("lora_alpha", "4.5");

        AdapterFolder.Load(_decoder, _folder.Path);
        AdapterFolder.Save(_decoder, _folder.Path);

        Assert.Equal(1.5, _decoder.Adapters!.Config.Scale);
        Assert.Contains("\"lora_alpha\": 4.5,", File.ReadAllText(_folder.File(AdapterConfigFile.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_is_refused_with_the_way_to_convert_it()
    {
        File.Move(_folder.File(AdapterFolder.WeightsName), _folder.File("adapter_model.bin"));

        Refused("EMPO3070", "adapter_model.bin", "save_pretrained");
    }

    [Theory]
    [InlineData("08-adapter-regex", null)]
    [InlineData("08-adapter-pissa", "EMPO3071")]
    public void Reported_adapters(string name, string? code)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("EMPO_TEST_DATA") ?? "", "reports", name);
        Assert.SkipUnless(Directory.Exists(folder), $"EMPO_TEST_DATA names no folder with reports/{name}.");

        var error = Record.Exception(() => AdapterFolder.Load(_decoder, folder));

        Assert.Equal(code, (error as UserError)?.Code);
        Assert.Equal(code is null, _decoder.Adapters is not null);
    }

    private void Refused(string code, params string[] named)
    {
        var error = Assert.Throws<UserError>(() => AdapterFolder.Load(_decoder, _folder.Path));

        Assert.Equal(code, error.Code);
        Assert.All(named, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.Null(_decoder.Adapters);
    }

    private float[] Logits()
    {
        using var scope = NewDisposeScope();
        return _decoder.Logits(_decoder.forward(TinyDecoder.Ids(1, 8))).data<float>().ToArray();
    }

    private void Set(string key, string json)
    {
        var path = _folder.File(AdapterConfigFile.FileName);
        var root = (JsonObject)JsonNode.Parse(File.ReadAllText(path))!;
        root[key] = JsonNode.Parse(json);
        File.WriteAllText(path, root.ToJsonString());
    }

    private void Rewrite(Func<string, string?> nameOf, ScalarType type = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        List<(string, Tensor)> tensors;
        using (var file = SafetensorsFile.Open(_folder.File(AdapterFolder.WeightsName)))
        {
            tensors =
            [
                .. file
                    .Header.Entries.Where(pair => nameOf(pair.Key) is not null)
                    .Select(pair => (nameOf(pair.Key)!, file.Read(pair.Value).to(type))),
            ];
        }

        SafetensorsWriter.Write(_folder.File(AdapterFolder.WeightsName), tensors);
    }
}
