using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>
/// Bytes between the threads of one process: each rank reads the others' memory when it waits, and not before, so that memory which is
/// changed too early is seen. The ranks meet to exchange addresses and when they have read.
/// </summary>
internal sealed class InProcessTransport(IRankGroup group) : IBlockTransport
{
    public IPendingBlocks Begin(IReadOnlyList<MemoryBlock> send, IReadOnlyList<MemoryBlock> receive)
    {
        var all = group.AllGather(MemoryMarshal.AsBytes<MemoryBlock>(send.ToArray()).ToArray());
        return new Pending(group, [.. all.Select(bytes => MemoryMarshal.Cast<byte, MemoryBlock>(bytes)[group.Rank])], receive);
    }

    private sealed unsafe class Pending(IRankGroup group, MemoryBlock[] sent, IReadOnlyList<MemoryBlock> receive) : IPendingBlocks
    {
        public void Wait()
        {
            foreach (var (block, to) in sent.Zip(receive))
            {
                Assert.Equal(block.Length, to.Length);
                new ReadOnlySpan<byte>((void*)block.Address, block.Length).CopyTo(new Span<byte>((void*)to.Address, block.Length));
            }

            group.Barrier();
        }
    }
}
