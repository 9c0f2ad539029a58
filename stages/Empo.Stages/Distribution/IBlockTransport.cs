namespace Empo.Stages.Distribution;

/// <summary>
/// Carries bytes between all ranks of a group. Every rank makes the same calls in the same order, and waits for what it began in the order
/// in which it began it.
/// </summary>
internal interface IBlockTransport
{
    /// <summary>Whether addresses are those of the card's memory, and not the host's.</summary>
    bool IsOnDevice => false;

    /// <summary>Begins to send a block to each rank and to receive one from each.</summary>
    /// <param name="send">To each rank; the length may be 0, and to oneself it is.</param>
    /// <param name="receive">From each rank, with the length that it sends.</param>
    IPendingBlocks Begin(IReadOnlyList<MemoryBlock> send, IReadOnlyList<MemoryBlock> receive);
}
