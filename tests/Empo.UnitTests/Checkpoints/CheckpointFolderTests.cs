using System.Text.Json.Nodes;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

[Collection("torch")]
public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_saved_model_loads_with_the_same_config_and_the_same_bits(bool tied, bool qwen3)
    {
        using var decoder = TinyDecoder.Create(TinyDecoder.Config(tied, qwen3));
        CheckpointFolder.Save(decoder, Model, endOfText: 3);

        using var loaded = CheckpointFolder.Load(Model, CPU);

        Assert.Equal(decoder.Config, loaded.Config);
        Assert.Equal(ScalarType.Float32, loaded.Dtype);
        foreach (var (name, parameter) in decoder.named_parameters())
        {
            Assert.Equal(parameter.bytes.ToArray(), loaded.get_parameter(name)!.bytes.ToArray());
        }
    }

    [Fact]
    public void Saving_what_was_loaded_writes_the_same_bytes_and_carries_other_files_over()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        EditConfig(json => json["something_of_others"] = 7);
        File.WriteAllText(Path.Combine(Model, "tokenizer.json"), "{}");
        File.WriteAllText(Path.Combine(Model, "LICENSE"), "free");
        using var loaded = CheckpointFolder.Load(Model, CPU);

        CheckpointFolder.Save(loaded, _folder.File("copy"), source: Model);

        foreach (var file in Directory.EnumerateFiles(Model))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(_folder.File("copy"), Path.GetFileName(file))));
        }
    }

    [Fact]
    public void Shards_are_written_and_read_as_one_model()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model, shardBytes: 12_000);
        var files = Directory.GetFiles(Model, "*.safetensors");

        using var loaded = CheckpointFolder.Load(Model, CPU);

        Assert.InRange(files.Length, 4, 8);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 14_000)); // a header comes on top
        Assert.False(File.Exists(Path.Combine(Model, WeightFiles.SingleName)));
        Assert.All(decoder.named_parameters(), item =>
            Assert.Equal(item.parameter.bytes.ToArray(), loaded.get_parameter(item.name)!.bytes.ToArray())
        );
    }

    [Fact]
    public void A_model_that_fits_again_leaves_no_index_of_its_shards_behind()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model, shardBytes: 12_000);

        CheckpointFolder.Save(decoder, _folder.File("copy"), source: Model);

        Assert.Equal(
            [DecoderConfigFile.FileName, WeightFiles.SingleName],
            Directory.GetFiles(_folder.File("copy")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_shard_that_lacks_what_the_index_promises_is_an_error()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        WriteShards([.. decoder.named_parameters().Select(p => (p.name, (Tensor)p.parameter, "a.safetensors"))]);
        SafetensorsWriter.Write(
            Path.Combine(Model, "a.safetensors"),
            decoder.named_parameters().Skip(1).Select(p => (p.name, (Tensor)p.parameter))
        );

        var error = Assert.Throws<UserError>(() => CheckpointFolder.Load(Model, CPU));

        Assert.Equal("EMPO3005", error.Code);
        Assert.Contains("model.embed_tokens.weight", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shard_outside_of_the_folder_is_refused()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        WriteShards([.. decoder.named_parameters().Select(p => (p.name, (Tensor)p.parameter, "a.safetensors"))]);
        File.WriteAllText(Path.Combine(Model, WeightFiles.IndexName), """{"weight_map":{"a":"../a.safetensors"}}""");

        Assert.Equal("EMPO3004", Assert.Throws<UserError>(() => CheckpointFolder.Load(Model, CPU)).Code);
    }

    [Fact]
    public void Missing_unknown_and_misshapen_tensors_are_named_in_one_error()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        using var scope = NewDisposeScope();
        var tensors = decoder.named_parameters().Where(p => !p.name.Contains("layers.1.mlp", StringComparison.Ordinal))
            .Select(p => (p.name, p.name == "model.norm.weight" ? ones(31) : (Tensor)p.parameter)).Append(("stranger", ones(1)));
        SafetensorsWriter.Write(Path.Combine(Model, WeightFiles.SingleName), tensors);

        var error = Assert.Throws<UserError>(() => CheckpointFolder.Load(Model, CPU));

        Assert.Equal("EMPO3005", error.Code);
        foreach (
            var part in new[]
            {
                "3 missing", "layers.1.mlp.gate_proj.weight", "layers.1.mlp.up_proj.weight", "layers.1.mlp.down_proj.weight",
                "1 unknown: stranger", "model.norm.weight is [31] and should be [32]",
            }
        )
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_config_with_other_numbers_than_the_weights_is_an_error()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        EditConfig(json => json["num_hidden_layers"] = 2_000_000_000);

        Assert.Equal("EMPO3005", Assert.Throws<UserError>(() => CheckpointFolder.Load(Model, CPU)).Code);
    }

    [Fact]
    public void A_truncated_file_is_an_error_at_that_file()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        var weights = Path.Combine(Model, WeightFiles.SingleName);
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^100]);

        var error = Assert.Throws<UserError>(() => CheckpointFolder.Load(Model, CPU));

        Assert.Equal(("EMPO3004", weights), (error.Code, error.File));
    }

    [Fact]
    public void All_missing_keys_of_the_config_are_named_in_one_error()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        EditConfig(json =>
        {
            json.Remove("rope_theta");
            json.Remove("tie_word_embeddings");
            json["hidden_size"] = "wide";
            json["vocab_size"] = -1;
        });

        var error = Assert.Throws<UserError>(() => DecoderConfigFile.Read(Model));

        Assert.Equal("EMPO3002", error.Code);
        foreach (
            var part in new[] { "rope_theta is missing", "tie_word_embeddings is missing", "hidden_size is \"wide\"", "vocab_size is -1" }
        )
        {
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("model_type", "\"mamba\"")]
    [InlineData("model_type", "\"mixtral\"")]
    [InlineData("rope_scaling", "{\"type\":\"dynamic\"}")]
    [InlineData("layer_types", "[\"full_attention\",\"chunked_attention\"]")]
    [InlineData("hidden_act", "\"gelu\"")]
    public void What_is_not_implemented_is_refused_by_name(string key, string value)
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        EditConfig(json => json[key] = JsonNode.Parse(value));

        var error = Assert.Throws<UserError>(() => DecoderConfigFile.Read(Model));

        Assert.Equal("EMPO3003", error.Code);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_type_is_said_in_the_config_that_is_carried_over()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        using var half = CheckpointFolder.Load(Model, CPU, ScalarType.BFloat16);

        CheckpointFolder.Save(half, _folder.File("half"), source: Model);

        Assert.Contains(
            "\"torch_dtype\": \"bfloat16\"",
            File.ReadAllText(Path.Combine(_folder.File("half"), DecoderConfigFile.FileName)),
            StringComparison.Ordinal
        );
        using var again = CheckpointFolder.Load(_folder.File("half"), CPU);
        Assert.Equal(ScalarType.BFloat16, again.Dtype);
    }

    [Theory]
    [InlineData("config.json", "EMPO3001")]
    [InlineData("model.safetensors", "EMPO3001")]
    public void A_missing_file_is_named(string name, string code)
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        File.Delete(Path.Combine(Model, name));

        var error = Assert.Throws<UserError>(() => CheckpointFolder.Load(Model, CPU));

        Assert.Equal(code, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever opened one of the files would fail: another has them for itself.</summary>
    [Fact]
    public void Pickles_and_Python_in_the_folder_are_never_opened()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        EditConfig(json => json["auto_map"] = new JsonObject { ["AutoModelForCausalLM"] = "modeling_evil.Evil" });
        using var pickle = new FileStream(Path.Combine(Model, "pytorch_model.bin"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var python = new FileStream(Path.Combine(Model, "modeling_evil.py"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        using var loaded = CheckpointFolder.Load(Model, CPU);

        Assert.Equal(decoder.Config, loaded.Config);
    }

    [Fact]
    public void Weights_in_a_pickle_only_are_no_weights()
    {
        using var decoder = TinyDecoder.Create();
        CheckpointFolder.Save(decoder, Model);
        File.Move(Path.Combine(Model, WeightFiles.SingleName), Path.Combine(Model, "pytorch_model.bin"));

        Assert.Equal("EMPO3001", Assert.Throws<UserError>(() => CheckpointFolder.Load(Model, CPU)).Code);
    }

    private string Model => _folder.File("model");

    private void EditConfig(Action<JsonObject> edit)
    {
        var path = Path.Combine(Model, DecoderConfigFile.FileName);
        var json = (JsonObject)JsonNode.Parse(File.ReadAllText(path))!;
        edit(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private void WriteShards(List<(string Name, Tensor Tensor, string Shard)> tensors)
    {
        File.Delete(Path.Combine(Model, WeightFiles.SingleName));
        foreach (var shard in tensors.GroupBy(item => item.Shard))
        {
            SafetensorsWriter.Write(Path.Combine(Model, shard.Key), shard.Select(item => (item.Name, item.Tensor)));
        }

        var map = new JsonObject(tensors.Select(item => KeyValuePair.Create(item.Name, (JsonNode?)item.Shard)));
        File.WriteAllText(Path.Combine(Model, WeightFiles.IndexName), new JsonObject { ["weight_map"] = map }.ToJsonString());
    }
}
