using System.Text.Json.Nodes;
using Empo.Benchmarks.Llama;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling.Families;

/// <summary>Every family that llama.cpp knows, computed by its own library from a file that holds the same weights.</summary>
[Collection("torch")]
public sealed class LlamaCppTests
{
    /// <summary>What must be changed of a golden model so that llama.cpp computes it: it fixes some numbers by the architecture.</summary>
    private static readonly Dictionary<string, Action<JsonObject>> Changes = new(StringComparer.Ordinal)
    {
        ["mistral"] = config => config["sliding_window"] = null,               // it knows no windows of this family
        ["qwen2-windowed"] = config => config["use_sliding_window"] = false,   // nor of this one
        // Nor, at present, of this one; and the heads are as wide as the model.
        ["phi4-mini"] = config =>
            (config["sliding_window"], config["num_attention_heads"], config["num_key_value_heads"]) = (null, 2, 1),
        ["phi3"] = config =>
        {
            (config["original_max_position_embeddings"], config["max_position_embeddings"]) = (1024, 4096);
            (config["num_attention_heads"], config["num_key_value_heads"]) = (2, 1);
        },
        ["smollm3"] = config => config["no_rope_layers"] = new JsonArray(1, 1, 1, 0),
        ["gemma2"] = config => config["query_pre_attn_scalar"] = 8,            // it takes the size of a head
        ["gemma3"] = config =>
            (config["query_pre_attn_scalar"], config["sliding_window_pattern"], config["num_hidden_layers"]) = (8, 6, 7),
    };

    public static TheoryData<string> Names => [.. FamilyModel.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Llama_cpp_computes_the_same(string name)
    {
        Assert.SkipWhen(LlamaLibrary.Missing is not null, LlamaLibrary.Missing ?? "");
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var model = new FamilyModel(name, Changes.GetValueOrDefault(name));
        var gguf = Path.Combine(model.Path, "model.gguf");
        GgufFile.Write(model.Path, GgufType.F32, gguf);
        using var decoder = model.Load();
        var vocabulary = (int)decoder.Config.VocabularySize;
        var logits = decoder.Logits(decoder.forward(tensor(model.Ids).unsqueeze(0)))[0];

        var theirs = LlamaLibrary.Logits(gguf, [.. model.Ids.Select(id => (int)id)], vocabulary);
        var expected = tensor(theirs.SelectMany(row => row).ToArray()).view(-1, vocabulary).log_softmax(-1);

        var difference = (logits.log_softmax(-1) - expected).abs().max().item<float>();
        var tolerance = decoder.Config.Activation == GateActivation.GeluTanh ? 1e-2 : 1e-3; // its GELU is a table of F16
        Assert.True(difference < tolerance, $"{difference}");
        int[] prompt = [3, 1, 4];
        Assert.Equal(Greedy(decoder, prompt, 40), LlamaLibrary.Greedy(gguf, prompt, 40, vocabulary));
    }

    /// <summary>
    /// A published Llama, llama2.c's stories260K. Its greedy story is that of llama2.c, of llama.cpp and of each of our decoders.
    /// </summary>
    [Fact]
    public void A_trained_llama_tells_its_story()
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var folder = TestData.Model("stories-llama");
        var golden = JsonNode.Parse(File.ReadAllText(TestData.Model("stories-llama-greedy.json")))!;
        int[] Ids(string key) => [.. golden[key]!.AsArray().Select(id => (int)id!)];
        var (prompt, story) = (Ids("prompt_token_ids"), Ids("greedy_token_ids"));
        set_num_threads(1);
        using var decoder = CheckpointFolder.Load(folder, CPU);

        Assert.Equal(story, Greedy(decoder, prompt, story.Length));
        Assert.Equal(story, Cached(decoder, prompt, story.Length));
        if (LlamaLibrary.Missing is null)
        {
            using var temporary = new TemporaryFolder();
            var gguf = temporary.File("model.gguf");
            GgufFile.Write(folder, GgufType.F32, gguf);
            Assert.Equal(story, LlamaLibrary.Greedy(gguf, prompt, story.Length, (int)decoder.Config.VocabularySize));
        }
    }

    private static int[] Cached(CausalDecoder decoder, int[] prompt, int count)
    {
        using var mode = inference_mode(true);
        using var cached = new CachedDecoder(decoder);
        var (cache, logits) = cached.Prefill(tensor(prompt.Select(id => (long)id).ToArray()).unsqueeze(0), [prompt.Length], 1, count);
        using var owned = cache;
        List<int> ids = [];
        while (ids.Count < count)
        {
            ids.Add((int)logits[0].argmax().item<long>());
            logits = cached.Step(cache, tensor(new[] { (long)ids[^1] }));
        }

        return [.. ids];
    }

    private static int[] Greedy(CausalDecoder decoder, int[] prompt, int count)
    {
        List<long> ids = [.. prompt.Select(id => (long)id)];
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            ids.Add(decoder.Logits(decoder.forward(tensor(ids.ToArray()).unsqueeze(0)))[0, -1].argmax().item<long>());
        }

        return [.. ids.Skip(prompt.Length).Select(id => (int)id)];
    }
}
