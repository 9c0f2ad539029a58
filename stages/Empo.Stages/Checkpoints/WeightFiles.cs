using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Files;
using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>The weights of a folder: one <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> names.</summary>
internal sealed class WeightFiles : IDisposable
{
    public const string SingleName = "model.safetensors";
    public const string IndexName = "model.safetensors.index.json";
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> _tensors = new(StringComparer.Ordinal);

    private WeightFiles()
    {
    }

    public IReadOnlyDictionary<string, (SafetensorsFile File, TensorEntry Entry)> Tensors => _tensors;

    /// <exception cref="UserError">EMPO3001, EMPO3004, EMPO3006 of the files; EMPO3005 where the index and the shards
    /// disagree.</exception>
    public static WeightFiles Open(string folder)
    {
        var index = Path.Combine(folder, IndexName);
        var weights = new WeightFiles();
        try
        {
            if (File.Exists(Path.Combine(folder, SingleName)) || !File.Exists(index))
            {
                RefusePickle(folder);
                weights.Add(Path.Combine(folder, SingleName));
                return weights;
            }

            var map = ReadIndex(index);
            foreach (var shard in map.Values.Distinct().Order(StringComparer.Ordinal))
            {
                weights.Add(Path.Combine(folder, shard));
            }

            weights.RequireIndex(map, index);
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Element types of all weights.</summary>
    /// <exception cref="UserError">EMPO3006 where one is not F32, BF16 or F16.</exception>
    public IReadOnlyCollection<ScalarType> FloatTypes()
    {
        var types = new SortedSet<ScalarType>();
        foreach (var (name, (file, entry)) in _tensors.Where(pair => !TensorAgreement.IsTable(pair.Key)))
        {
            if (entry.Type.Scalar is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
            {
                throw new UserError(
                    "EMPO3006",
                    $"Tensor {name} is of type {entry.Type.Name}: the weights are quantized, or no weights. "
                        + $"{DecoderConfigFile.Unquantized}",
                    file.FilePath
                );
            }

            types.Add(entry.Type.Scalar);
        }

        return types;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private static void RefusePickle(string folder)
    {
        if (
            !File.Exists(Path.Combine(folder, SingleName))
            && Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.bin").Select(Path.GetFileName).Order(StringComparer.Ordinal).FirstOrDefault()
                is { } pickle
        )
        {
            throw new UserError(
                "EMPO3001",
                $"There is no {SingleName} in {folder}. The weights are in {pickle}, which holds a program (a pickle) and is "
                    + $"never opened: save the model with transformers once more, save_pretrained writes {SingleName}.",
                Path.Combine(folder, SingleName)
            );
        }
    }

    private void Add(string path)
    {
        var file = SafetensorsFile.Open(path);
        _files.Add(file);
        foreach (var (name, entry) in file.Header.Entries)
        {
            if (!_tensors.TryAdd(name, (file, entry)))
            {
                throw new UserError(
                    "EMPO3005",
                    $"Tensor {name} is in {Path.GetFileName(_tensors[name].File.FilePath)} and in {Path.GetFileName(path)}: the "
                        + $"files are of two versions of the model. Fetch {IndexName} and all its shards again, into an empty folder.",
                    path
                );
            }
        }
    }

    /// <summary>The map tensor → shard; a shard must lie in the folder itself.</summary>
    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            var map = JsonFile.Read(path)["weight_map"] as JsonObject ?? throw new JsonException("there is no weight_map.");
            var shards = map.ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);
            var outside = shards.Values.FirstOrDefault(shard => shard.Length == 0 || shard != Path.GetFileName(shard));
            return outside is null ? shards : throw new JsonException($"'{outside}' is not a file name.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new UserError("EMPO3004", $"{IndexName} is not an index of shards: {error.Message} Fetch it again.", path, cause: error);
        }
    }

    private void RequireIndex(Dictionary<string, string> map, string path)
    {
        var absent = map.Where(pair =>
                !_tensors.TryGetValue(pair.Key, out var found) || Path.GetFileName(found.File.FilePath) != pair.Value
            )
            .Select(pair => $"{pair.Key} ({pair.Value})")
            .ToList();
        if (absent.Count > 0)
        {
            throw new UserError(
                "EMPO3005",
                $"{IndexName} names tensors that its shards do not hold: {CheckpointFolder.List(absent)}. Index and shards are of "
                    + $"two versions of the model, or a shard is another's: fetch {IndexName} and all shards again, into an empty "
                    + "folder.",
                path
            );
        }
    }
}
