using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>Writes weights as one file, or as shards and the index that <see cref="WeightFiles"/> reads.</summary>
internal static class WeightShards
{
    /// <summary>The default of transformers.</summary>
    public const long UsualBytes = 5_000_000_000;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };
    private static readonly Dictionary<string, string> Metadata = new() { ["format"] = "pt" };

    /// <summary>Tensors keep the given order; a shard is full when the next tensor would exceed <paramref name="shardBytes"/>.</summary>
    public static void Write(string folder, IReadOnlyList<(string Name, Tensor Tensor)> tensors, long shardBytes)
    {
        var shards = Divide(tensors, shardBytes);
        if (shards.Count == 1)
        {
            SafetensorsWriter.Write(Path.Combine(folder, WeightFiles.SingleName), tensors, Metadata);
            return;
        }

        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards.Count; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors");
            SafetensorsWriter.Write(Path.Combine(folder, name), shards[i], Metadata);
            shards[i].ForEach(item => map.Add(item.Name, name));
        }

        var index = new JsonObject
        {
            ["metadata"] = new JsonObject { ["total_size"] = tensors.Sum(item => BytesOf(item.Tensor)) },
            ["weight_map"] = new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        File.WriteAllText(Path.Combine(folder, WeightFiles.IndexName), index.ToJsonString(Layout) + "\n");
    }

    private static List<List<(string Name, Tensor Tensor)>> Divide(IReadOnlyList<(string Name, Tensor Tensor)> tensors, long shardBytes)
    {
        var shards = new List<List<(string, Tensor)>> { new() };
        long bytes = 0;
        foreach (var item in tensors)
        {
            if (bytes > 0 && bytes + BytesOf(item.Tensor) > shardBytes)
            {
                shards.Add([]);
                bytes = 0;
            }

            shards[^1].Add(item);
            bytes += BytesOf(item.Tensor);
        }

        return shards;
    }

    private static long BytesOf(Tensor tensor) => tensor.numel() * TensorType.Of(tensor.dtype).ByteCount;
}
