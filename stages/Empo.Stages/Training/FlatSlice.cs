namespace Empo.Stages.Training;

/// <summary>The place of a named parameter in the flat buffers.</summary>
/// <param name="Name">Checkpoint key.</param>
/// <param name="Offset">First element.</param>
/// <param name="Shape">Shape of the view.</param>
internal sealed record FlatSlice(string Name, long Offset, IReadOnlyList<long> Shape)
{
    /// <summary>Elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);
}
