namespace Empo.Stages.Distribution;

/// <summary>Carries bytes in host memory between all ranks of a group. Every rank makes the same calls in the same order.</summary>
internal interface IBlockTransport
{
    /// <summary>Sends a block to each rank and receives one from each; returns when both are done.</summary>
    /// <param name="send">To each rank; the length may be 0. The one to oneself is copied.</param>
    /// <param name="receive">From each rank, with the length that it sends.</param>
    void AllToAll(IReadOnlyList<MemoryBlock> send, IReadOnlyList<MemoryBlock> receive);
}
