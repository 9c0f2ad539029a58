using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Sampling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

/// <summary>Folders that are the right ones and yet not usable as they are: the remedy fits the case.</summary>
[Collection("torch")]
public sealed class RemedyTests
{
    [Theory]
    [InlineData("rope_scaling", "null")]
    [InlineData("rope_scaling", "{}")]
    [InlineData("rope_scaling", "{\"type\": \"default\"}")]
    [InlineData("rope_scaling", "{\"rope_type\": \"default\"}")]
    [InlineData("rope_scaling", "{\"type\": \"linear\", \"factor\": 1.0}")]
    [InlineData("rope_parameters", "{\"rope_type\": \"default\", \"rope_theta\": 10000.0}")]
    [InlineData("rope_parameters", "{\"rope_theta\": 10000}")]
    [InlineData("rope_parameters", "{\"full_attention\": {\"rope_type\": \"default\", \"rope_theta\": 10000}}")]
    [InlineData("layer_types", "[\"full_attention\", \"full_attention\"]")]
    [InlineData("quantization_config", "null")]
    [InlineData("partial_rotary_factor", "1.0")]
    public void What_says_in_words_that_nothing_is_scaled_is_read(string key, string json)
    {
        using var folder = new ModelFolder().Set("config.json", key, json);

        Assert.Equal(10000, DecoderConfigFile.Read(folder.Path).RopeTheta);
    }

    [Fact]
    public void Windows_that_begin_after_the_last_layer_are_none()
    {
        using var folder = new ModelFolder()
            .Set("config.json", "use_sliding_window", "true")
            .Set("config.json", "sliding_window", "32768")
            .Set("config.json", "max_window_layers", "2");

        Assert.Null(DecoderConfigFile.Read(folder.Path).LayerForms);
        folder.Set("config.json", "max_window_layers", "1");
        Assert.Equal([null, 32768], DecoderConfigFile.Read(folder.Path).LayerForms!.Select(form => form.Window));
        folder.Set("config.json", "sliding_window", "null");
        Assert.Null(DecoderConfigFile.Read(folder.Path).LayerForms);
    }

    [Theory]
    [InlineData("rope_scaling", "{\"rope_type\": \"dynamic\", \"factor\": 4.0}", "EMPO3003", "remove the key")]
    [InlineData("rope_scaling", "{\"type\": \"mrope\", \"mrope_section\": [1, 1, 2]}", "EMPO3003", "mrope")]
    [InlineData("rope_scaling", "{\"type\": \"linear\"}", "EMPO3002", "rope_scaling.factor is missing")]
    [InlineData("rope_scaling", "{\"rope_type\": \"llama3\", \"factor\": 8.0}", "EMPO3002", "rope_scaling.low_freq_factor is missing")]
    [InlineData("rope_scaling", "[2]", "EMPO3002", "not an object")]
    [InlineData("rope_parameters", "{\"rope_type\": \"longrope\", \"rope_theta\": 10000}", "EMPO3002", "short_factor is missing")]
    [InlineData("rope_parameters", "{\"rope_theta\": 5000}", "EMPO3002", "rope_theta is 10000, but 5000 in rope_parameters")]
    [InlineData("layer_types", "[\"full_attention\", \"sliding_attention\"]", "EMPO3002", "sliding_window is missing")]
    [InlineData("quantization_config", "{\"quant_method\": \"gptq\"}", "EMPO3003", "Take the model's weights in F32, BF16 or F16")]
    [InlineData("partial_rotary_factor", "0.5", "EMPO3003", "partial_rotary_factor")]
    [InlineData("tie_word_embeddings", "null", "EMPO3002", "write in what is missing")]
    [InlineData("vocab_size", "690", "EMPO3005", "write \"vocab_size\": 700")]
    [InlineData("vocab_size", "678", "EMPO3012", "resize_token_embeddings")]
    [InlineData("num_hidden_layers", "1", "EMPO3005", "The weights hold 2 layers")]
    [InlineData("num_hidden_layers", "3", "EMPO3005", "The weights hold 2 layers")]
    [InlineData("num_hidden_layers", "2000", "EMPO3005", "The weights hold 2 layers")]
    [InlineData("tie_word_embeddings", "false", "EMPO3005", "write \"tie_word_embeddings\": true")]
    [InlineData("model_type", "\"qwen3\"", "EMPO3002", "head_dim is missing")]
    public void A_number_that_the_rest_of_the_folder_contradicts(string key, string json, string code, string remedy)
    {
        using var folder = new ModelFolder().Set("config.json", key, json);

        Refused(folder, code, remedy);
    }

    [Theory]
    [InlineData("base_model.model.", "a wrapper gave them")]
    [InlineData("_orig_mod.", "a wrapper gave them")]
    public void Names_with_a_wrappers_prefix(string prefix, string remedy)
    {
        using var folder = new ModelFolder().Rename(name => prefix + name);

        Refused(folder, "EMPO3005", remedy);
    }

    [Fact]
    public void Names_without_the_models_own_prefix()
    {
        using var folder = new ModelFolder().Rename(name => name["model.".Length..]);

        Refused(folder, "EMPO3005", "The names differ by 'model.' only");
    }

    [Theory]
    [InlineData("weight", "qweight", "EMPO3006", "quantized")]
    [InlineData("q_proj.weight", "q_proj.base_layer.weight", "EMPO3005", "an adapter around them")]
    public void Weights_of_another_form(string old, string text, string code, string remedy)
    {
        using var folder = new ModelFolder().Rename(name =>
            name.Contains("q_proj", StringComparison.Ordinal) ? name.Replace(old, text, StringComparison.Ordinal) : name
        );

        Refused(folder, code, remedy);
    }

    [Fact]
    public void A_tied_model_with_a_head_of_its_own_is_refused_and_with_its_embedding_as_head_read()
    {
        using var scope = NewDisposeScope();
        using var folder = new ModelFolder();
        var embedding = folder.Tensors().First(item => item.Name == "model.embed_tokens.weight").Tensor;
        folder.Store(_ => ScalarType.Float32, ("lm_head.weight", embedding));
        CheckpointFolder.Load(folder.Path, CPU).Dispose();
        folder.Rename(name => name == "lm_head.weight" ? null : name).Store(_ => ScalarType.Float32, ("lm_head.weight", embedding * 1.01));

        Refused(folder, "EMPO3083", "tie_word_embeddings");
    }

    [Fact]
    public void Weights_in_a_pickle_only()
    {
        using var folder = new ModelFolder();
        File.Move(folder.PathOf("model.safetensors"), folder.PathOf("pytorch_model.bin"));

        Refused(folder, "EMPO3001", "save_pretrained writes model.safetensors");
    }

    [Theory]
    [InlineData("tokenizer.json", "model", "{\"type\": \"Unigram\"}", "take a model with such a tokenizer")]
    [InlineData("tokenizer.json", "model", "{\"type\": \"BPE\"}", "fetch it again")]
    [InlineData("tokenizer_config.json", "eos_token", "\"<|nobody|>\"", "which is not a token of tokenizer.json")]
    public void A_tokenizer_that_cannot_be_used(string file, string key, string json, string remedy)
    {
        using var folder = new ModelFolder().Set(file, key, json);

        Refused(folder, "EMPO3010", remedy);
    }

    private static void Refused(ModelFolder folder, string code, string remedy)
    {
        var error = Assert.Throws<UserError>(() => LoadedPolicy.Load(folder.Path, CPU).Dispose());

        Assert.Equal(code, error.Code);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("belongs to the", error.Message, StringComparison.Ordinal);
    }
}
