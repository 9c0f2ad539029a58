using static TorchSharp.torch;

namespace Empo.Stages.Distribution;

/// <summary>Sums and copies of flat buffers [P] over the ranks of a group. Every rank makes the same calls in the same order.</summary>
internal interface ITensorExchange
{
    /// <summary>
    /// Adds parts of the first <paramref name="members"/> ranks to the sum, in the order of the ranks and, of each rank, in the order of
    /// its parts: ((s + a1) + b1) + a2 ... This is the order of one process, so the sum has its bits whatever N. It goes message by message
    /// and needs the memory of one from each rank.
    /// </summary>
    /// <param name="parts">This rank's; the other ranks have parts of the same types, lengths and places. What lies outside of the section
    /// is not read.</param>
    /// <param name="sum">This rank's range of the section.</param>
    /// <param name="members">Ranks that add something; the values of the others are not read.</param>
    /// <param name="section">What is summed.</param>
    void AddInOrder(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section);

    /// <summary>
    /// The same sum, of which the messages travel until it is completed, all at once: it needs the memory of this rank's range for each
    /// member.
    /// </summary>
    IPendingSum Begin(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section);

    /// <summary>Fills a buffer [P], of which each rank has its own ranges, with the ranges of all.</summary>
    void Gather(Tensor flat, Shards shards);

    /// <summary>Collects elements of a buffer of which each rank holds its ranges, on one rank.</summary>
    /// <param name="own">What this rank holds.</param>
    /// <param name="first">The first element wanted.</param>
    /// <param name="destination">[n] on that rank, contiguous; on the others a tensor of the same length and type that stays as it is,
    /// or one of length n without memory.</param>
    /// <param name="shards">Who owns what.</param>
    /// <param name="root">The rank that gets them.</param>
    void Collect(Tensor own, long first, Tensor destination, Shards shards, int root = 0);
}
