using System.Text.RegularExpressions;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// The tensors of an adapter's file, by their projection. Programs add different parts to the same name: PEFT puts <c>base_model.model.</c>
/// before it, a training state puts the adapter's name after <c>lora_A</c>, compilers and sharding insert a wrapper's name.
/// </summary>
internal sealed partial class AdapterTensors
{
    private AdapterTensors(IReadOnlyDictionary<string, TensorEntry> known, IReadOnlyList<string> unknown) =>
        (Known, Unknown) = (known, unknown);

    /// <summary>By <c>model.layers.0.self_attn.q_proj.lora_A.weight</c>.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Known { get; }

    /// <summary>
    /// Names of tensors that do not belong to a projection's adapter, and of further tensors of a projection that already has one, with the
    /// reason.
    /// </summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Full names of the projections that have a tensor.</summary>
    public IReadOnlySet<string> Modules =>
        Known.Keys.Select(name => name[..name.LastIndexOf(".lora_", StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);

    public static AdapterTensors Of(IEnumerable<TensorEntry> entries)
    {
        var known = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var entry in entries)
        {
            var match = Name().Match(Wrappers().Replace(entry.Name, ""));
            if (!match.Success)
            {
                unknown.Add(entry.Name);
            }
            else if (!known.TryAdd($"model.{match.Groups["module"].Value}.{match.Groups["side"].Value}.weight", entry))
            {
                unknown.Add($"{entry.Name} (the file holds another tensor of this projection: save one adapter only)");
            }
        }

        return new AdapterTensors(known, unknown);
    }

    [GeneratedRegex(@"(?<=^|\.)(_fsdp_wrapped_module|_checkpoint_wrapped_module|_orig_mod|module)\.")]
    private static partial Regex Wrappers();

    [GeneratedRegex(
        @"^((base_model|model)\.)*(?<module>layers\.[0-9]+\.(self_attn|mlp)\.[a-z_]+_proj)\.(?<side>lora_[AB])(\.[^.]+)?\.weight$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Name();
}
