using System.Globalization;
using Empo.Models;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// Determines which projections an adapter adapts: those for which it has tensors. Its <c>adapter_config.json</c> must name the same ones,
/// where that can be checked. Otherwise a file that lost a shard would pass for a smaller adapter.
/// </summary>
internal static class AdapterAgreement
{
    /// <exception cref="UserError">EMPO3072: every missing, unknown and misshapen tensor in one error. EMPO3006: tensors that are not
    /// floating-point.</exception>
    public static LoraConfig Require(CausalDecoder decoder, AdapterDescription description, AdapterTensors tensors, SafetensorsFile file)
    {
        var projections = DecoderAdapters
            .Projections(decoder)
            .ToDictionary(item => item.Name, item => item.Projection.weight.shape, StringComparer.Ordinal);
        var modules = tensors.Modules;
        var missing = projections
            .Keys.Where(module => modules.Contains(module) || description.Targets.Name(module) is true)
            .SelectMany(Pair)
            .Where(name => !tensors.Known.ContainsKey(name))
            .ToList();
        var unknown = tensors
            .Unknown.Concat(
                tensors
                    .Known.Where(pair =>
                        !projections.ContainsKey(ModuleOf(pair.Key)) || description.Targets.Name(ModuleOf(pair.Key)) is false
                    )
                    .Select(pair => pair.Value.Name)
            )
            .ToList();
        var misshapen = projections
            .Keys.Where(modules.Contains)
            .SelectMany(Pair)
            .Where(tensors.Known.ContainsKey)
            .Select(name => (Entry: tensors.Known[name], Shape: Shape(name, description.Rank, projections[ModuleOf(name)])))
            .Where(item => !item.Entry.Shape.SequenceEqual(item.Shape))
            .Select(item => $"{item.Entry.Name} is [{string.Join(", ", item.Entry.Shape)}] and should be [{string.Join(", ", item.Shape)}]")
            .ToList();
        if (missing.Count + unknown.Count + misshapen.Count > 0 || modules.Count == 0)
        {
            throw Disagreement(file.FilePath, projections, tensors, (missing, unknown, misshapen));
        }

        RequireNumbers(tensors, file);
        var targets = LayerProjection
            .AllNames.Where(target => modules.Any(module => module.EndsWith("." + target, StringComparison.Ordinal)))
            .ToList();
        var config = new LoraConfig
        {
            Rank = description.Rank,
            Alpha = description.Alpha,
            Targets = targets,
            RankStabilized = description.RankStabilized,
        };
        return projections.Keys.Where(config.Adapts).All(modules.Contains)
            ? config
            : config with
            {
                Modules = [.. projections.Keys.Where(modules.Contains)],
            };
    }

    private static UserError Disagreement(
        string file,
        IReadOnlyDictionary<string, long[]> projections,
        AdapterTensors tensors,
        (List<string> Missing, List<string> Unknown, List<string> Misshapen) of
    )
    {
        var parts = new[] { ("missing", of.Missing), ("unknown", of.Unknown), ("of another shape", of.Misshapen) };
        var list = string.Join(
            "; ",
            parts
                .Where(part => part.Item2.Count > 0)
                .Select(part =>
                    string.Create(CultureInfo.InvariantCulture, $"{part.Item2.Count} {part.Item1}: {CheckpointFolder.List(part.Item2)}")
                )
        );
        var folder = Path.GetDirectoryName(file);
        if (tensors.Modules.Count == 0)
        {
            return new UserError(
                "EMPO3072",
                $"The adapter in {folder} has no tensor of any projection{(list.Length > 0 ? $" ({list})" : "")}. Export it in "
                    + $"PEFT's layout, with names as {Pair(projections.Keys.First()).First()}.",
                file
            );
        }

        var isOther = tensors.Modules.Any(module => !projections.ContainsKey(module)) || of.Misshapen.Count > 0;
        const string config = AdapterConfigFile.FileName;
        const string weights = AdapterFolder.WeightsName;
        var remedy =
            isOther ? $"Take the base model that the adapter was trained on, and {config} and {weights} of one adapter."
            : of.Missing.Count > 0 ? $"{weights} holds less than {config} names: fetch or save both again."
            : $"{weights} holds more than a plain adapter of what {config} names: save both again together, or merge the adapter "
                + "where it was made.";
        return new UserError(
            "EMPO3072",
            $"The adapter in {folder} does not belong to this base model and its own {config}: {list}. {remedy}",
            file
        );
    }

    private static void RequireNumbers(AdapterTensors tensors, SafetensorsFile file)
    {
        if (
            tensors.Known.Values.FirstOrDefault(entry =>
                entry.Type.Scalar is not (ScalarType.Float64 or ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16)
            ) is
            { } other
        )
        {
            throw new UserError(
                "EMPO3006",
                $"Tensor {other.Name} of the adapter is of type {other.Type.Name}. Save the adapter in F32, BF16 or F16.",
                file.FilePath
            );
        }
    }

    private static IEnumerable<string> Pair(string module) => [$"{module}.lora_A.weight", $"{module}.lora_B.weight"];

    private static string ModuleOf(string name) => name[..name.LastIndexOf(".lora_", StringComparison.Ordinal)];

    /// <summary>A [r, in], B [out, r].</summary>
    private static long[] Shape(string name, int rank, long[] weight) =>
        name.EndsWith(".lora_A.weight", StringComparison.Ordinal) ? [rank, weight[1]] : [weight[0], rank];
}
