namespace Empo.Stages.Distribution;

/// <summary>The elements of a flat buffer [P] that each rank owns: whole blocks, one range after the other.</summary>
/// <param name="Elements">P.</param>
/// <param name="Ranks">N.</param>
internal readonly record struct Shards(long Elements, int Ranks)
{
    /// <summary>Elements of a block; sums over the buffer are made block by block, so that they do not depend on N.</summary>
    public const long Block = 1 << 16;

    /// <summary>Most elements of a range.</summary>
    public long Longest => (((Elements + Block - 1) / Block) + Ranks - 1) / Ranks * Block;

    /// <summary>The range of a rank; empty where there are fewer blocks than ranks.</summary>
    public (long Start, long Count) Of(int rank)
    {
        var start = Math.Min(Elements, rank * Longest);
        return (start, Math.Min(Longest, Elements - start));
    }
}
