using System.Text.Json.Nodes;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Checkpoints;

/// <summary>
/// A small model with the files of a published one, sound until a test changes one: ids 676 end of text, 677 and 678 ChatML's turn.
/// </summary>
internal sealed class ModelFolder : IDisposable
{
    public const int EndOfText = 676;
    public const int EndOfTurn = 678;

    private static readonly string Golden = System.IO.Path.Combine(Repository.Root, "tests", "golden");

    private readonly TemporaryFolder _folder = new();

    public ModelFolder(bool tied = true, ScalarType type = ScalarType.Float32)
    {
        set_num_threads(1);
        using var decoder = new CausalDecoder(TinyDecoder.Config(tied) with { VocabularySize = 700 }, ScalarType.Float32, CPU);
        decoder.Initialize(5, 0.1);
        CheckpointFolder.Save(decoder, Path, endOfText: EndOfText);
        foreach (var name in new[] { TokenizerFolder.FileName, TokenizerFolder.ConfigName })
        {
            File.Copy(System.IO.Path.Combine(Golden, "byte-level-bpe", name), PathOf(name));
        }

        Store(_ => type);
    }

    public string Path => _folder.Path;

    public string PathOf(string name) => _folder.File(name);

    /// <summary>The published ChatML template, in a file of its own.</summary>
    public ModelFolder WithTemplate(string name = "chatml")
    {
        File.Copy(System.IO.Path.Combine(Golden, "chat-templates", $"{name}.jinja"), PathOf("chat_template.jinja"));
        return this;
    }

    /// <summary>Changes a key of a JSON file, which is made where it is not there.</summary>
    public ModelFolder Set(string file, string key, string json)
    {
        var root = File.Exists(PathOf(file)) ? (JsonObject)JsonNode.Parse(File.ReadAllText(PathOf(file)))! : [];
        root[key] = JsonNode.Parse(json);
        File.WriteAllText(PathOf(file), root.ToJsonString());
        return this;
    }

    /// <summary>Writes the weights again, each tensor in the type that a function says, and says the embedding's in config.json.</summary>
    public ModelFolder Store(Func<string, ScalarType> typeOf, params (string Name, Tensor Tensor)[] more)
    {
        using var scope = NewDisposeScope();
        var tensors = Tensors().Select(item => (item.Name, item.Tensor.to(typeOf(item.Name)))).ToList();
        SafetensorsWriter.Write(PathOf(WeightFiles.SingleName), tensors.Concat(more));
        return Set(
            DecoderConfigFile.FileName,
            "torch_dtype",
            typeOf("model.embed_tokens.weight") switch
            {
                ScalarType.Float16 => "\"float16\"",
                ScalarType.BFloat16 => "\"bfloat16\"",
                _ => "\"float32\"",
            }
        );
    }

    /// <summary>Renames or drops (null) tensors.</summary>
    public ModelFolder Rename(Func<string, string?> nameOf)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            PathOf(WeightFiles.SingleName),
            Tensors().Where(item => nameOf(item.Name) is not null).Select(item => (nameOf(item.Name)!, item.Tensor)).ToList()
        );
        return this;
    }

    public IReadOnlyList<(string Name, Tensor Tensor)> Tensors()
    {
        using var file = SafetensorsFile.Open(PathOf(WeightFiles.SingleName));
        return [.. file.Header.Entries.Select(pair => (pair.Key, file.Read(pair.Value)))];
    }

    public void Dispose() => _folder.Dispose();
}
