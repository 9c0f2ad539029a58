namespace Empo.Stages.Distribution;

/// <summary>Carries bytes between all ranks of a group. Every rank makes the same calls in the same order.</summary>
internal interface IBlockTransport
{
    /// <summary>Whether addresses are those of the card's memory, and not the host's.</summary>
    bool IsOnDevice => false;

    /// <summary>Sends a block to each rank and receives one from each; returns when both are done.</summary>
    /// <param name="send">To each rank; the length may be 0, and to oneself it is.</param>
    /// <param name="receive">From each rank, with the length that it sends.</param>
    void AllToAll(IReadOnlyList<MemoryBlock> send, IReadOnlyList<MemoryBlock> receive);
}
