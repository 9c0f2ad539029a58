using Empo.Experiments.Resources;

namespace Empo.Stages.Training;

/// <summary>A run of the flat buffer [P] whose gradient is final at one time in a recomputing backward pass.</summary>
/// <param name="Start">Its first element.</param>
/// <param name="Count">Its length.</param>
/// <param name="Layers">The layers whose matrices it holds, first and last; null for what is final at the end of the pass only.</param>
internal sealed record GradientSection(long Start, long Count, (int First, int Last)? Layers)
{
    /// <summary>
    /// Fewest elements of a section of layers: smaller layers are joined, because messages of less than a megabyte are slow.
    /// </summary>
    public const long Least = UpdateMemory.LeastSection;

    private const string Prefix = "model.layers.";

    /// <summary>
    /// Divides the flat buffer: the matrices of a few layers each, and between them embedding, head, norms and biases. A function of the
    /// parameters alone.
    /// </summary>
    /// <param name="slices">The parameters, in the buffer's order.</param>
    /// <param name="count">P.</param>
    /// <param name="least">Fewest elements of a section of layers, but for the last of a run.</param>
    public static IReadOnlyList<GradientSection> Divide(IReadOnlyList<FlatSlice> slices, long count, long least = Least)
    {
        var sections = new List<GradientSection>();
        foreach (var slice in slices)
        {
            var layer = slice.Shape.Count < 2 ? null : LayerOf(slice.Name);
            var end = slice.Offset + slice.Count;
            if (sections.Count > 0 && sections[^1] is var last && Joins(last, layer, least))
            {
                sections[^1] = last with { Count = end - last.Start, Layers = layer is { } own ? (last.Layers!.Value.First, own) : null };
            }
            else
            {
                var start = sections.Count == 0 ? 0 : slice.Offset;
                sections.Add(new GradientSection(start, end - start, layer is { } own ? (own, own) : null));
            }
        }

        // The zeros between two parameters belong to the section before.
        return [.. sections.Select((section, i) => section with
        {
            Count = (i + 1 < sections.Count ? sections[i + 1].Start : count) - section.Start,
        })];
    }

    private static bool Joins(GradientSection last, int? layer, long least) =>
        (last.Layers, layer) switch
        {
            (null, null) => true,
            ({ } layers, { } own) => own == layers.Last || (own == layers.Last + 1 && last.Count < least),
            (null, _) or (_, null) => false,
        };

    /// <summary>The number in <c>model.layers.7.mlp.up_proj.weight</c>; null elsewhere.</summary>
    private static int? LayerOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(
                name.AsSpan(Prefix.Length, Math.Max(0, name.IndexOf('.', Prefix.Length) - Prefix.Length)),
                System.Globalization.CultureInfo.InvariantCulture,
                out var layer
            )
            ? layer
            : null;
}
