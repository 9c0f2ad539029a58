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

    public static LayerProjection Output { get; } = new(Attention, "o_proj", model => model.QueryWidth, model => model.HiddenSize);

    public static LayerProjection Gate { get; } = new(FeedForward, "gate_proj", model => model.HiddenSize, model => model.IntermediateSize);

    public static LayerProjection Up { get; } = Gate with { Name = "up_proj" };

    public static LayerProjection Down { get; } = new(FeedForward, "down_proj", model => model.IntermediateSize, model => model.HiddenSize);

    /// <summary>In the order of the forward pass.</summary>
    public static IReadOnlyList<LayerProjection> All { get; } = [Query, Key, Value, Output, Gate, Up, Down];

    /// <summary>The names of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(projection => projection.Name)];

    public Func<DecoderConfig, bool> HasBias { get; private init; } = _ => false;

    /// <summary>Below <c>model.layers.N</c>: <c>self_attn.q_proj</c>.</summary>
    public string Path => $"{Module}.{Name}";

    /// <summary>Scalars of the matrix and its bias.</summary>
    public long ParameterCount(DecoderConfig model) => Outputs(model) * (Inputs(model) + (HasBias(model) ? 1 : 0));
}
