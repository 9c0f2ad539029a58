using System.Text.Json.Nodes;
using CsCheck;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Tokenization;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

/// <summary>
/// Files of a model folder with any value replaced or any byte changed: usable, or a coded error; never another exception.
/// </summary>
[Collection("torch")]
public sealed class DamagedFolderTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden");
    private static readonly string[] Values =
    [
        "null", "0", "-1", "1e300", "2147483647", "99999999999", "0.5", "\"\"", "\"x\"", "\"BPE\"", "true", "false", "[]", "[[]]", "[1,2]",
        "[null]", "{}", "{\"a\":1}", "{\"type\":\"ByteLevel\"}",
    ];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tokenizer()
    {
        // A small vocabulary: with the golden one most replaced values would be ids that nobody looks at.
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Golden, "byte-level-bpe", TokenizerFolder.FileName)))!;
        json["model"]!["merges"] = new JsonArray("Ġ t", "h e");
        json["model"]!["vocab"] = new JsonObject { ["Ġ"] = 0, ["t"] = 1, ["Ġt"] = 2, ["h"] = 3, ["e"] = 4, ["he"] = 5 };
        File.WriteAllText(_folder.File(TokenizerFolder.ConfigName), """{"eos_token":{"content":"<|endoftext|>"}}""");

        Damage(json.ToJsonString(), TokenizerFolder.FileName, () => TokenizerFolder.Load(_folder.Path));
        File.WriteAllText(_folder.File(TokenizerFolder.FileName), json.ToJsonString());
        Damage("""{"eos_token":{"content":"<|endoftext|>"}}""", TokenizerFolder.ConfigName, () => TokenizerFolder.Load(_folder.Path));
    }

    [Fact]
    public void Word_level_tokenizer()
    {
        WordLevelJson.Write(_folder.Path, WordLevelTokenizer.Create(["a", "b "]));

        Damage(File.ReadAllText(_folder.File(TokenizerFolder.FileName)), TokenizerFolder.FileName, () =>
            TokenizerFolder.Load(_folder.Path)
        );
    }

    [Fact]
    public void Config()
    {
        File.Copy(Path.Combine(Golden, "decoder", "qwen3", WeightFiles.SingleName), _folder.File(WeightFiles.SingleName));

        Damage(File.ReadAllText(Path.Combine(Golden, "decoder", "qwen3", DecoderConfigFile.FileName)), DecoderConfigFile.FileName, () =>
            CheckpointFolder.Load(_folder.Path, CPU).Dispose()
        );
    }

    [Fact]
    public void Index()
    {
        using var decoder = CheckpointFolder.Load(Path.Combine(Golden, "decoder", "qwen2"), CPU);
        CheckpointFolder.Save(decoder, _folder.Path, shardBytes: 3000);

        Damage(File.ReadAllText(_folder.File(WeightFiles.IndexName)), WeightFiles.IndexName, () =>
            CheckpointFolder.Load(_folder.Path, CPU).Dispose()
        );
    }

    private void Damage(string text, string name, Action load)
    {
        var places = Places(JsonNode.Parse(text)!).Count;
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Gen.Select(Gen.Int[0, places - 1], Gen.Int[0, Values.Length - 1], Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample(
            (place, value, offset, changed) =>
            {
                Try(Replaced(text, place, Values[value]), name, load);
                var damaged = (byte[])bytes.Clone();
                damaged[offset] = changed;
                Try(damaged, name, load);
            },
            iter: 60,
            threads: 1);
    }

    private void Try(byte[] content, string name, Action load)
    {
        File.WriteAllBytes(_folder.File(name), content);
        try
        {
            load();
        }
        catch (UserError error)
        {
            Assert.StartsWith("EMPO30", error.Code, StringComparison.Ordinal);
        }
    }

    private static byte[] Replaced(string text, int place, string value)
    {
        var root = JsonNode.Parse(text)!;
        var (parent, key, index) = Places(root)[place];
        var node = JsonNode.Parse(value);
        if (parent is JsonObject container)
        {
            container[key!] = node;
        }
        else
        {
            ((JsonArray)parent)[index] = node;
        }

        return System.Text.Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>Every value of the document: its container and where it stands there.</summary>
    private static List<(JsonNode Parent, string? Key, int Index)> Places(JsonNode node)
    {
        var places = new List<(JsonNode, string?, int)>();
        var children = node switch
        {
            JsonObject container => container.Select(pair => (Key: (string?)pair.Key, Index: 0, pair.Value)),
            JsonArray list => list.Select((value, index) => (Key: (string?)null, Index: index, Value: value)),
            _ => [],
        };
        foreach (var (key, index, value) in children)
        {
            places.Add((node, key, index));
            places.AddRange(value is null ? [] : Places(value));
        }

        return places;
    }
}
