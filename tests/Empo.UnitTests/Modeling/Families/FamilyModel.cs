using System.Text;
using System.Text.Json.Nodes;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.UnitTests.Modeling.Families;

/// <summary>
/// A small model of one family with the configuration, weights and logits of tests/golden/decoder/families.py, which is another
/// implementation: plain Python in double precision.
/// </summary>
internal sealed class FamilyModel : IDisposable
{
    private static readonly string Golden = System.IO.Path.Combine(Repository.Root, "tests", "golden", "decoder", "families");

    private readonly TemporaryFolder _folder = new();
    private readonly JsonNode _golden;

    /// <summary>Writes the model's folder. Its configuration may be changed before.</summary>
    /// <param name="scores">Whether it is a reward model: without a language model's head, with a head for scores.</param>
    public FamilyModel(string name, Action<JsonObject>? change = null, bool weights = true, bool scores = false)
    {
        set_num_threads(1);
        _golden = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(Golden, $"{name}.json")))!;
        var config = _golden["config"]!.AsObject();
        change?.Invoke(config);
        File.WriteAllText(_folder.File(DecoderConfigFile.FileName), config.ToJsonString());
        if (!weights)
        {
            return;
        }

        var isGemma = config["model_type"]!.ToString().StartsWith("gemma", StringComparison.Ordinal);
        using var scope = NewDisposeScope();
        var decoder = scores ? RewardModelFolder.Config(Path) : DecoderConfigFile.Read(Path);
        using var layout = new CausalDecoder(decoder, ScalarType.Float32, META);
        (string, Tensor)[] head = scores ? [(RewardHead.Name, Numbers(RewardHead.Name, [1, decoder.HiddenSize], isGemma))] : [];
        SafetensorsWriter.Write(
            _folder.File(WeightFiles.SingleName),
            [.. layout.named_parameters().Select(item => (item.name, Numbers(item.name, item.parameter.shape, isGemma))), .. head],
            new Dictionary<string, string> { ["format"] = "pt" }
        );
    }

    public static IEnumerable<string> Names { get; } =
        [.. Directory.EnumerateFiles(Golden, "*.json").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).Order()];

    public string Path => _folder.Path;

    /// <summary>[T].</summary>
    public long[] Ids => [.. _golden["ids"]!.AsArray().Select(id => (long)id!)];

    /// <summary>[T, V] of the other implementation.</summary>
    public Tensor Logits => tensor(_golden["logits"]!.AsArray().SelectMany(row => row!.AsArray().Select(value => (float)value!)).ToArray())
        .view(Ids.Length, -1);

    public CausalDecoder Load(ScalarType? dtype = null) => CheckpointFolder.Load(Path, CPU, dtype);

    public void Dispose() => _folder.Dispose();

    private static uint Crc32(string name)
    {
        var crc = uint.MaxValue;
        foreach (var part in Encoding.UTF8.GetBytes(name))
        {
            crc ^= part;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    /// <summary>A tensor's numbers by the formula of families.py.</summary>
    private static Tensor Numbers(string name, long[] shape, bool isGemma)
    {
        var state = Crc32(name);
        var mean = name.Contains("norm", StringComparison.Ordinal) && !isGemma ? 1.0 : 0.0;
        var numbers = new float[shape.Aggregate(1L, (count, extent) => count * extent)];
        for (var i = 0; i < numbers.Length; i++)
        {
            state = unchecked((1664525 * state) + 1013904223);
            numbers[i] = (float)(mean + (0.7 * ((2 * (state / 4294967296.0)) - 1)));
        }

        return tensor(numbers).view(shape);
    }
}
