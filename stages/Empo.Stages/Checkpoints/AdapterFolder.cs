using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// An adapter in PEFT's layout, <c>adapter_config.json</c> and <c>adapter_model.safetensors</c>, as PEFT, vLLM and others read it.
/// Tensors are named <c>base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight</c> [r, in] and <c>lora_B.weight</c> [out, r].
/// </summary>
internal static class AdapterFolder
{
    public const string WeightsName = "adapter_model.safetensors";

    private const string PickleName = "adapter_model.bin";
    private const string Prefix = "base_model.model.";

    /// <summary>Whether a folder holds an adapter and not a model.</summary>
    public static bool Is(string folder) =>
        File.Exists(Path.Combine(folder, AdapterConfigFile.FileName)) && !File.Exists(Path.Combine(folder, DecoderConfigFile.FileName));

    /// <summary>Folder of the base model that an adapter's folder names. A relative path starts from that folder.</summary>
    /// <exception cref="UserError">EMPO3073: it does not name an existing base model.</exception>
    public static string BaseOf(string folder)
    {
        var named = AdapterConfigFile.BaseOf(folder);
        return
            named is not null
            && Path.GetFullPath(named, Path.GetFullPath(folder)) is var path
            && File.Exists(Path.Combine(path, DecoderConfigFile.FileName))
            ? path
            : throw new UserError(
                "EMPO3073",
                $"{folder} holds an adapter, and "
                    + $"{(named is null ? "does not say to which model" : $"there is no folder of its base model '{named}'")}. Give the "
                    + "base model's folder as --model and this one as --adapter.",
                Path.Combine(folder, AdapterConfigFile.FileName)
            );
    }

    /// <summary>Attaches the folder's adapters to their base model, and removes any earlier ones.</summary>
    /// <exception cref="UserError">EMPO3070..EMPO3072, EMPO3004, EMPO3006, EMPO3080; every missing, unknown and misshapen tensor
    /// in one error.</exception>
    public static void Load(CausalDecoder decoder, string folder)
    {
        decoder.DetachAdapters();
        var description = AdapterConfigFile.Read(folder);
        using var file = OpenWeights(folder);
        var tensors = AdapterTensors.Of(file.Header.Entries.Values);
        var adapters = decoder.AttachAdapters(AdapterAgreement.Require(decoder, description, tensors, file));
        try
        {
            foreach (var (name, parameter) in adapters.Parameters)
            {
                file.CopyTo(tensors.Known[name], parameter);
            }
        }
        catch
        {
            decoder.DetachAdapters();
            throw;
        }
    }

    /// <summary>Checks that <see cref="Load"/> would succeed, without changing the decoder.</summary>
    /// <exception cref="UserError">As of <see cref="Load"/>.</exception>
    public static void Require(CausalDecoder decoder, string folder)
    {
        var description = AdapterConfigFile.Read(folder);
        using var file = OpenWeights(folder);
        AdapterAgreement.Require(decoder, description, AdapterTensors.Of(file.Header.Entries.Values), file);
    }

    /// <summary>Writes the decoder's adapters. The bytes depend on the adapters and <paramref name="baseModel"/> only.</summary>
    /// <param name="decoder">A decoder with adapters.</param>
    /// <param name="folder">Target folder; created if missing.</param>
    /// <param name="baseModel">Name or path of the base model; empty for an artifact, whose bytes must not depend on a path.</param>
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

    private static SafetensorsFile OpenWeights(string folder)
    {
        var path = Path.Combine(folder, WeightsName);
        if (File.Exists(path))
        {
            return SafetensorsFile.Open(path);
        }

        throw new UserError(
            "EMPO3070",
            File.Exists(Path.Combine(folder, PickleName))
                ? $"The adapter in {folder} is in {PickleName}, which holds a program (a pickle) and is never opened. Load it in "
                    + $"PEFT and save it again: save_pretrained writes {WeightsName}."
                : $"There is no {WeightsName} in {folder}. An adapter's folder holds {AdapterConfigFile.FileName} and {WeightsName}.",
            path
        );
    }
}
