using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>A model in Hugging Face layout: <c>config.json</c>, safetensors, and other files that are copied along unread.</summary>
internal static class CheckpointFolder
{
    private const int MaxNamesShown = 12;

    /// <summary>
    /// Reads the folder's decoder onto <paramref name="device"/>, in <paramref name="dtype"/> or, where that is null, as
    /// <see cref="WeightType"/> says.
    /// </summary>
    /// <exception cref="UserError">EMPO3001..EMPO3006, EMPO3080, EMPO3083; every missing, unknown and misshapen tensor in one
    /// error.</exception>
    public static CausalDecoder Load(string folder, Device device, ScalarType? dtype = null)
    {
        var config = DecoderConfigFile.Read(folder);
        using var weights = WeightFiles.Open(folder);
        TensorAgreement.Require(config, weights, folder);
        TiedHead.Require(weights, config.TiedEmbeddings, folder);
        return Read(config, weights, folder, device, dtype);
    }

    /// <summary>Reads a decoder whose tensors are known to be there.</summary>
    internal static CausalDecoder Read(DecoderConfig config, WeightFiles weights, string folder, Device device, ScalarType? dtype)
    {
        var decoder = new CausalDecoder(
            config,
            dtype ?? WeightType.Computed(weights.FloatTypes(), WeightType.Declared(DecoderConfigFile.Json(folder))),
            device
        );
        foreach (var (name, parameter) in decoder.named_parameters())
        {
            var (file, entry) = weights.Tensors[name];
            file.CopyTo(entry, parameter);
        }

        return decoder;
    }

    /// <summary>
    /// Writes the decoder into <paramref name="folder"/>. Where it descends from <paramref name="source"/>, that folder's other files
    /// (tokenizer, generation settings, licence) are copied unchanged, and <c>config.json</c> keeps all its keys.
    /// </summary>
    /// <param name="decoder">The model to write.</param>
    /// <param name="folder">Target folder; created if missing.</param>
    /// <param name="source">The folder that the model came from, or null for a new model.</param>
    /// <param name="endOfText"><c>eos_token_id</c> of a new model's config.json.</param>
    /// <param name="shardBytes">Weights that exceed it are split into files of at most this size (a larger tensor has its own).</param>
    public static void Save(
        CausalDecoder decoder,
        string folder,
        string? source = null,
        int? endOfText = null,
        long shardBytes = WeightShards.UsualBytes
    )
    {
        Directory.CreateDirectory(folder);
        if (source is null)
        {
            DecoderConfigWriter.Write(folder, decoder.Config, decoder.Dtype, endOfText);
        }
        else
        {
            DecoderConfigWriter.CarryOver(source, folder, decoder.Dtype);
            CarryOver(source, folder);
        }

        WeightShards.Write(folder, [.. decoder.named_parameters().Select(p => (p.name, (Tensor)p.parameter))], shardBytes);
    }

    /// <summary>The type in which the folder's weights are written where they are changed without training.</summary>
    /// <exception cref="UserError">EMPO3001..EMPO3006.</exception>
    public static ScalarType WrittenType(string folder)
    {
        using var weights = WeightFiles.Open(folder);
        return WeightType.Written(weights.FloatTypes(), WeightType.Declared(DecoderConfigFile.Json(folder)));
    }

    /// <summary>The first dozen names and the number of further ones, to keep an error readable.</summary>
    internal static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MaxNamesShown)) + (names.Count > MaxNamesShown ? $" and {names.Count - MaxNamesShown} more" : "");

    private static void CarryOver(string source, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (
                name is not (DecoderConfigFile.FileName or WeightFiles.IndexName)
                && !name.EndsWith(".safetensors", StringComparison.Ordinal)
            )
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
}
