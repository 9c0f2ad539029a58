using Empo.Stages.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// An adapter in PEFT's layout, <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, as PEFT, vLLM and others read it.
/// Tensors are named <c>base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight</c> [r, in] and <c>lora_B.weight</c> [out, r].
/// </summary>
internal static class AdapterFolder
{
    public const string WeightsName = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";

    /// <summary>Whether a folder holds an adapter and not a model.</summary>
    public static bool Is(string folder) => File.Exists(Path.Combine(folder, AdapterConfigFile.FileName)) && !File.Exists(Path.Combine(folder, DecoderConfigFile.FileName));

    /// <summary>Folder of the base model that an adapter's folder names; a relative path is one from that folder.</summary>
    /// <exception cref="CheckpointException">EMPO3073: it names none that is here.</exception>
    public static string BaseOf(string folder)
    {
        var named = AdapterConfigFile.BaseOf(folder);
        return named is not null && Path.GetFullPath(named, Path.GetFullPath(folder)) is var path && File.Exists(Path.Combine(path, DecoderConfigFile.FileName))
            ? path
            : throw new CheckpointException("EMPO3073", $"{folder} holds an adapter, and {(named is null ? "does not say to which model" : $"there is no folder of its base model '{named}'")}. Give the base model's folder as --model and this one as --adapter.", Path.Combine(folder, AdapterConfigFile.FileName));
    }

    /// <summary>Attaches the folder's adapters to its base model, in place of those that it may have.</summary>
    /// <exception cref="CheckpointException">EMPO3070..EMPO3072, EMPO3004, EMPO3006; every missing, unknown and misshapen tensor in one error.</exception>
    public static void Load(CausalDecoder decoder, string folder)
    {
        decoder.DetachAdapters();
        var config = AdapterConfigFile.Read(folder);
        var path = Path.Combine(folder, WeightsName);
        if (!File.Exists(path))
        {
            throw new CheckpointException("EMPO3070", $"There is no {WeightsName} in {folder}. An adapter's folder holds {AdapterConfigFile.FileName} and {WeightsName}.", path);
        }

        using var file = SafetensorsFile.Open(path);
        var adapters = decoder.AttachAdapters(config);
        try
        {
            var expected = adapters.Parameters.ToDictionary(item => Prefix + item.name, item => item.parameter, StringComparer.Ordinal);
            RequireAgreement(expected, file, folder);
            foreach (var (name, parameter) in expected)
            {
                file.CopyTo(file.Header.Entries[name], parameter);
            }
        }
        catch
        {
            decoder.DetachAdapters();
            throw;
        }
    }

    /// <summary>Writes the decoder's adapters. The bytes depend on the adapters and <paramref name="baseModel"/> only.</summary>
    /// <param name="decoder">It has adapters.</param>
    /// <param name="folder">Where to; created if need be.</param>
    /// <param name="baseModel">Name or path of the base model; empty for an artifact, whose bytes are no place's.</param>
    public static void Save(CausalDecoder decoder, string folder, string baseModel = "")
    {
        var adapters = decoder.Adapters ?? throw new InvalidOperationException("The decoder has no adapters.");
        Directory.CreateDirectory(folder);
        AdapterConfigFile.Write(folder, adapters.Config, baseModel);
        SafetensorsWriter.Write(
            Path.Combine(folder, WeightsName),
            adapters.Parameters.Select(item => (Prefix + item.name, (Tensor)item.parameter)),
            new Dictionary<string, string> { ["format"] = "pt" });
    }

    private static void RequireAgreement(Dictionary<string, Parameter> expected, SafetensorsFile file, string folder)
    {
        var found = file.Header.Entries;
        var missing = expected.Keys.Where(name => !found.ContainsKey(name)).ToList();
        var unknown = found.Keys.Where(name => !expected.ContainsKey(name)).ToList();
        var misshapen = expected
            .Where(pair => found.TryGetValue(pair.Key, out var entry) && !entry.Shape.SequenceEqual(pair.Value.shape))
            .Select(pair => $"{pair.Key} is [{string.Join(", ", found[pair.Key].Shape)}] and should be [{string.Join(", ", pair.Value.shape)}]")
            .ToList();
        if (missing.Count + unknown.Count + misshapen.Count == 0)
        {
            return;
        }

        var parts = new[] { ("missing", missing), ("unknown", unknown), ("of another shape", misshapen) };
        var list = string.Join("; ", parts.Where(part => part.Item2.Count > 0).Select(part => $"{part.Item2.Count} {part.Item1}: {CheckpointFolder.List(part.Item2)}"));
        throw new CheckpointException("EMPO3072", $"The adapter in {folder} does not belong to this base model and its own {AdapterConfigFile.FileName}: {list}. Take the base model that the adapter was trained on.", file.FilePath);
    }
}
