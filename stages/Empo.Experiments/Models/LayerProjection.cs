namespace Empo.Models;

/// <summary>
/// A matrix of every decoder layer: its name in checkpoints, and its widths as functions of the model's numbers. The decoder, its adapters
/// and every estimate use this table.
/// </summary>
/// <param name="Module">The part of the layer that it belongs to.</param>
/// <param name="Name">As settings and adapters name it.</param>
/// <param name="Inputs">Width of its input.</param>
/// <param name="Outputs">Width of its output.</param>
public sealed record LayerProjection(string Module, string Name, Func<DecoderConfig, long> Inputs, Func<DecoderConfig, long> Outputs)
{
    private const string Attention = "self_attn", FeedForward = "mlp";

    public static LayerProjection Query { get; } = new(Attention, "q_proj", model => model.HiddenSize, model => model.QueryWidth)
    {
        HasBias = model => model.AttentionBias,
    };

    public static LayerProjection Key { get; } = new(Attention, "k_proj", model => model.HiddenSize, model => model.KeyWidth)
    {
        HasBias = model => model.AttentionBias,
    };

    public static LayerProjection Value { get; } = Key with { Name = "v_proj" };

    public static LayerProjection Output { get; } = new(Attention, "o_proj", model => model.QueryWidth, model => model.HiddenSize)
    {
        HasBias = model => model.OutputBias,
    };

    public static LayerProjection Gate { get; } = new(FeedForward, "gate_proj", model => model.HiddenSize, model => model.IntermediateSize)
    {
        HasBias = model => model.FeedForwardBias,
    };

    public static LayerProjection Up { get; } = Gate with { Name = "up_proj" };

    public static LayerProjection Down { get; } = new(FeedForward, "down_proj", model => model.IntermediateSize, model => model.HiddenSize)
    {
        HasBias = model => model.FeedForwardBias,
    };

    /// <summary>Rows of query, key and value, one after the other.</summary>
    public static LayerProjection QueryKeyValue { get; } =
        new(Attention, "qkv_proj", model => model.HiddenSize, model => model.QueryWidth + (2 * model.KeyWidth))
        {
            Parts = [Query.Name, Key.Name, Value.Name],
        };

    /// <summary>Rows of gate and up, one after the other.</summary>
    public static LayerProjection GateUp { get; } =
        new(FeedForward, "gate_up_proj", model => model.HiddenSize, model => 2 * model.IntermediateSize)
        {
            Parts = [Gate.Name, Up.Name],
        };

    private static IReadOnlyList<LayerProjection> Separate { get; } = [Query, Key, Value, Output, Gate, Up, Down];

    private static IReadOnlyList<LayerProjection> Fused { get; } = [QueryKeyValue, Output, GateUp, Down];

    /// <summary>Every projection that a model has, in the order of the forward pass.</summary>
    public static IReadOnlyList<LayerProjection> Of(DecoderConfig model) => model.FusedProjections ? Fused : Separate;

    /// <summary>The names of a layer's matrices in most families.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Separate.Select(projection => projection.Name)];

    /// <summary>Those and the names of fused ones.</summary>
    public static IReadOnlyList<string> AllNames { get; } =
        [.. Names, .. Fused.Select(projection => projection.Name).Where(name => !Names.Contains(name))];

    /// <summary>The names of the matrices that this one holds; empty where it is one by itself.</summary>
    public IReadOnlyList<string> Parts { get; private init; } = [];

    public Func<DecoderConfig, bool> HasBias { get; private init; } = _ => false;

    /// <summary>The names of a model's own matrices that words such as <c>update.lora.targets</c> mean.</summary>
    /// <exception cref="UserError">EMPO3076: a word that names nothing in this model, or a part of a matrix.</exception>
    public static IReadOnlyList<string> Targeted(DecoderConfig model, IReadOnlyCollection<string> targets)
    {
        var meant = Of(model).Where(projection => projection.IsTargeted(targets)).ToList();
        var covered = meant.SelectMany(projection => projection.Parts.Prepend(projection.Name)).ToHashSet(StringComparer.Ordinal);
        var other = targets.Where(target => !covered.Contains(target)).ToList();
        return other.Count == 0
            ? [.. meant.Select(projection => projection.Name)]
            : throw new UserError(
                "EMPO3076",
                $"A model of type {model.ModelType} has no matrix {string.Join(" and no ", other)} of its own to adapt. Its matrices are "
                    + $"{string.Join(", ", Of(model).Select(projection => projection.Name))}: name some of them in update.lora.targets."
            );
    }

    /// <summary>Whether words such as <c>update.lora.targets</c> mean this matrix: by its name, or by the names of all its parts.</summary>
    public bool IsTargeted(IReadOnlyCollection<string> targets) =>
        targets.Contains(Name) || (Parts.Count > 0 && Parts.All(targets.Contains));

    /// <summary>Below <c>model.layers.N</c>: <c>self_attn.q_proj</c>.</summary>
    public string Path => $"{Module}.{Name}";

    /// <summary>Scalars of the matrix and its bias.</summary>
    public long ParameterCount(DecoderConfig model) => Outputs(model) * (Inputs(model) + (HasBias(model) ? 1 : 0));
}
