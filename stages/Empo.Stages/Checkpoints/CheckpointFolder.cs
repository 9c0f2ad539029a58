using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>A model in Hugging Face layout: <c>config.json</c>, safetensors, and files of others that are carried along unread.</summary>
internal static class CheckpointFolder
{
    private const int MostNamesShown = 12;

    /// <summary>Reads the folder's decoder onto <paramref name="device"/>, in <paramref name="dtype"/> or, where that is null, in the file's own.</summary>
    /// <exception cref="CheckpointException">EMPO3001..EMPO3006; every missing, unknown and misshapen tensor in one error.</exception>
    public static CausalDecoder Load(string folder, Device device, ScalarType? dtype = null)
    {
        var config = DecoderConfigFile.Read(folder);
        using var weights = WeightFiles.Open(folder);
        RequireAgreement(config, weights, folder);
        var decoder = new CausalDecoder(config, dtype ?? StoredType(weights, folder), device);
        foreach (var (name, parameter) in decoder.named_parameters())
        {
            var (file, entry) = weights.Tensors[name];
            file.CopyTo(entry, parameter);
        }

        return decoder;
    }

    /// <summary>
    /// Writes the decoder into <paramref name="folder"/>. Where it descends from <paramref name="source"/>, that folder's other files
    /// (tokenizer, generation settings, licence) come along unchanged and <c>config.json</c> with all its keys.
    /// </summary>
    /// <param name="decoder">What to write.</param>
    /// <param name="folder">Where to; created if need be.</param>
    /// <param name="source">The folder that the model came from, or null for a new model.</param>
    /// <param name="endOfText"><c>eos_token_id</c> of a new model's config.json.</param>
    /// <param name="shardBytes">Weights that exceed it are split into files of at most this size (a larger tensor has its own).</param>
    public static void Save(CausalDecoder decoder, string folder, string? source = null, int? endOfText = null, long shardBytes = WeightShards.UsualBytes)
    {
        Directory.CreateDirectory(folder);
        if (source is null)
        {
            DecoderConfigFile.Write(folder, decoder.Config, decoder.Dtype, endOfText);
        }
        else
        {
            DecoderConfigFile.CarryOver(source, folder, decoder.Dtype);
            CarryOver(source, folder);
        }

        WeightShards.Write(folder, [.. decoder.named_parameters().Select(p => (p.name, (Tensor)p.parameter))], shardBytes);
    }

    /// <summary>The first dozen names and how many more there are: an error that can be read.</summary>
    internal static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MostNamesShown)) + (names.Count > MostNamesShown ? $" and {names.Count - MostNamesShown} more" : "");

    private static void CarryOver(string source, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (name is not (DecoderConfigFile.FileName or WeightFiles.IndexName) && !name.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                Copy(file, Path.Combine(folder, name));
            }
        }
    }

    /// <summary>The store's files are read-only; the copy is a new artifact.</summary>
    internal static void Copy(string file, string copy)
    {
        File.Copy(file, copy, overwrite: true);
        File.SetAttributes(copy, FileAttributes.Normal);
    }

    private static void RequireAgreement(DecoderConfig config, WeightFiles weights, string folder)
    {
        if (config.Layers > weights.Tensors.Count)
        {
            throw new CheckpointException("EMPO3005", $"config.json in {folder} says {config.Layers} layers, but the weights hold {weights.Tensors.Count} tensors in all. Take both from the same model.", Path.Combine(folder, DecoderConfigFile.FileName));
        }

        using var layout = new CausalDecoder(config, ScalarType.Float32, META); // names and shapes without memory
        var expected = layout.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape, StringComparer.Ordinal);
        var missing = expected.Keys.Where(name => !weights.Tensors.ContainsKey(name)).ToList();
        var unknown = weights.Tensors.Keys.Where(name => !expected.ContainsKey(name) && !IsRedundant(name, config)).ToList();
        var misshapen = expected
            .Where(pair => weights.Tensors.TryGetValue(pair.Key, out var found) && !found.Entry.Shape.SequenceEqual(pair.Value))
            .Select(pair => $"{pair.Key} is [{string.Join(", ", weights.Tensors[pair.Key].Entry.Shape)}] and should be [{string.Join(", ", pair.Value)}]")
            .ToList();
        if (missing.Count + unknown.Count + misshapen.Count == 0)
        {
            return;
        }

        var parts = new[] { ("missing", missing), ("unknown", unknown), ("of another shape", misshapen) };
        var found = string.Join("; ", parts.Where(part => part.Item2.Count > 0).Select(part => $"{part.Item2.Count} {part.Item1}: {List(part.Item2)}"));
        throw new CheckpointException("EMPO3005", $"The weights in {folder} disagree with its config.json: {found}. Take both from the same model.", Path.Combine(folder, DecoderConfigFile.FileName));
    }

    /// <summary>Tensors that some exports carry though the model does not need them: a tied head, tables of rotary frequencies.</summary>
    private static bool IsRedundant(string name, DecoderConfig config) =>
        (config.TiedEmbeddings && name == "lm_head.weight") || name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);

    private static ScalarType StoredType(WeightFiles weights, string folder)
    {
        var (file, entry) = weights.Tensors["model.embed_tokens.weight"];
        return entry.Type.Scalar is ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16
            ? entry.Type.Scalar
            : throw new CheckpointException("EMPO3006", $"The weights in {folder} are of type {entry.Type.Name}. Convert them to F32, BF16 or F16.", file.FilePath);
    }
}
