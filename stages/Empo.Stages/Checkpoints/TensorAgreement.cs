using System.Globalization;
using System.Text.RegularExpressions;
using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>Checks the tensors of a folder against its <c>config.json</c>. Where they differ, the error says what to do.</summary>
internal static partial class TensorAgreement
{
    private const string Embedding = "model.embed_tokens.weight";
    private const string Head = "lm_head.weight";

    /// <summary>Suffixes of extra tensors in quantized checkpoints (GPTQ, AWQ, FP8, bitsandbytes).</summary>
    private static readonly string[] QuantizedSuffixes =
    [
        ".qweight", ".qzeros", ".scales", ".g_idx", ".weight_scale", ".weight_scale_inv", ".weight_packed", ".SCB", ".weight.absmax",
        ".weight.quant_map",
    ];

    /// <summary>A table of rotary frequencies that old exports include. It is computed here and is not a weight.</summary>
    public static bool IsTable(string name) => name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);

    /// <summary>Tensors that some exports include although the model does not need them.</summary>
    public static bool IsRedundant(string name, DecoderConfig config) => IsTable(name) || (config.TiedEmbeddings && name == Head);

    /// <exception cref="UserError">EMPO3005, EMPO3006: every missing, unknown and misshapen tensor in one error.</exception>
    /// <param name="besides">A tensor that belongs to the model and not to its decoder; null for none.</param>
    public static void Require(DecoderConfig config, WeightFiles weights, string folder, string? besides = null)
    {
        var file = Path.Combine(folder, DecoderConfigFile.FileName);
        if (config.Layers > weights.Tensors.Count)
        {
            throw new UserError(
                "EMPO3005",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"config.json in {folder} says {config.Layers} layers, but the weights hold {weights.Tensors.Count} tensors "
                        + $"in all. {Layers(weights)}"
                ),
                file
            );
        }

        using var layout = new CausalDecoder(config, ScalarType.Float32, META); // names and shapes without memory
        var expected = layout.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape, StringComparer.Ordinal);
        var missing = expected.Keys.Where(name => !weights.Tensors.ContainsKey(name)).ToList();
        var unknown = weights
            .Tensors.Keys.Where(name => !expected.ContainsKey(name) && !IsRedundant(name, config) && name != besides)
            .ToList();
        var misshapen = expected
            .Keys.Where(name => weights.Tensors.TryGetValue(name, out var found) && !found.Entry.Shape.SequenceEqual(expected[name]))
            .ToList();
        if (missing.Count + unknown.Count + misshapen.Count == 0)
        {
            return;
        }

        if (
            unknown.FirstOrDefault(name => QuantizedSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal))) is
            { } quantized
        )
        {
            throw new UserError(
                "EMPO3006",
                $"The weights in {folder} are quantized (tensor {quantized}), which this program does not read. "
                    + DecoderConfigFile.Unquantized,
                file
            );
        }

        string Shapes(string name) =>
            $"{name} is [{string.Join(", ", weights.Tensors[name].Entry.Shape)}] and should be [{string.Join(", ", expected[name])}]";
        var parts = new[] { ("missing", missing), ("unknown", unknown), ("of another shape", misshapen.Select(Shapes).ToList()) };
        var list = string.Join(
            "; ",
            parts
                .Where(part => part.Item2.Count > 0)
                .Select(part =>
                    string.Create(CultureInfo.InvariantCulture, $"{part.Item2.Count} {part.Item1}: {CheckpointFolder.List(part.Item2)}")
                )
        );
        throw new UserError(
            "EMPO3005",
            $"The weights in {folder} disagree with its config.json: {list}. "
                + $"{Remedy(config, weights, expected.Keys, (missing, unknown, misshapen))}",
            file
        );
    }

    /// <summary>The remedy, by the way in which the two differ; the first that fits.</summary>
    private static string Remedy(
        DecoderConfig config,
        WeightFiles weights,
        IReadOnlyCollection<string> expected,
        (List<string> Missing, List<string> Unknown, List<string> Misshapen) of
    )
    {
        if (
            of.Unknown.Any(name =>
                name.Contains(".lora_", StringComparison.Ordinal) || name.Contains(".base_layer.", StringComparison.Ordinal)
            )
        )
        {
            return "These are a base model's weights with an adapter around them. Save the adapter alone and name it as 'adapter', "
                + "or save the merged model.";
        }

        if (Prefix(of.Unknown, of.Missing) is { } prefix)
        {
            return $"The names differ by '{prefix}' only, which a wrapper gave them: save the model that it wraps, as "
                + $"{DecoderConfigFile.ArchitectureOf(config.ModelType)} does.";
        }

        if (of is { Missing: [Head], Unknown: [], Misshapen: [] })
        {
            return $"Where the model's head is its embedding, write \"tie_word_embeddings\": true into config.json; otherwise {Head} "
                + "was lost on the way: fetch the weights again.";
        }

        if (
            of.Misshapen.Count > 0
            && of.Missing.Count + of.Unknown.Count == 0
            && of.Misshapen.All(name => name is Embedding or Head)
            && weights.Tensors[Embedding].Entry.Shape is [var rows, var width]
            && width == config.HiddenSize
        )
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The embedding has {rows} rows, so it was resized after config.json was written: write \"vocab_size\": {rows} "
                    + $"there, if these are the weights that you mean."
            );
        }

        var held = LayerCount(weights.Tensors.Keys);
        return held != config.Layers && held > 0 && expected.Count > 0
            ? Layers(weights)
            : "One of the two is of another model, or of another version of it: take both from the same download.";
    }

    private static string Layers(WeightFiles weights) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The weights hold {LayerCount(weights.Tensors.Keys)} layers: fetch what is missing of them, or, where they are the "
                + $"ones that you mean, correct num_hidden_layers in config.json."
        );

    private static int LayerCount(IEnumerable<string> names) =>
        names
            .Select(name => Layer().Match(name))
            .Where(match => match.Success && match.ValueSpan.Length < 20)
            .Select(match => match.Value)
            .Distinct()
            .Count();

    /// <summary>The prefix that the names have (or lack) before the names of all missing tensors; null where they differ by more.</summary>
    private static string? Prefix(List<string> unknown, List<string> missing)
    {
        var (longer, shorter) =
            unknown.Count == 0 || missing.Count == 0 ? ([], [])
            : unknown[0].Length > missing[0].Length ? (unknown, missing)
            : (missing, unknown);
        var last = longer.FirstOrDefault(name => name.EndsWith("embed_tokens.weight", StringComparison.Ordinal));
        var plain = shorter.FirstOrDefault(name => name.EndsWith("embed_tokens.weight", StringComparison.Ordinal));
        return last is not null && plain is not null && last.EndsWith("." + plain, StringComparison.Ordinal) ? last[..^plain.Length] : null;
    }

    [GeneratedRegex(@"(?<=^model\.)layers\.[0-9]+(?=\.)")]
    private static partial Regex Layer();
}
