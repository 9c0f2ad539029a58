namespace Empo.Stages.Distribution;

/// <summary>A run of a flat buffer [P] that is divided between the ranks: whole blocks, one range after the other.</summary>
/// <param name="Start">Its first element.</param>
/// <param name="Elements">Its length.</param>
/// <param name="Ranks">N.</param>
internal readonly record struct Section(long Start, long Elements, int Ranks)
{
    /// <summary>Elements of a block; sums over the buffer are made block by block, so that they do not depend on N.</summary>
    public const long Block = 1 << 16;

    /// <summary>Most elements of a range.</summary>
    public long Longest => (((Elements + Block - 1) / Block) + Ranks - 1) / Ranks * Block;

    /// <summary>The range of a rank; empty where there are fewer blocks than ranks.</summary>
    public (long Start, long Count) Of(int rank)
    {
        var before = Math.Min(Elements, rank * Longest);
        return (Start + before, Math.Min(Longest, Elements - before));
    }
}
