using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using Empo.Stages.Distribution;

namespace Empo.UnitTests.Distribution;

/// <summary>Bytes between the threads of one process: each rank reads the others' memory between two meetings.</summary>
internal sealed class InProcessTransport(IRankGroup group) : IBlockTransport
{
    public unsafe void AllToAll(IReadOnlyList<MemoryBlock> send, IReadOnlyList<MemoryBlock> receive)
    {
        var all = group.AllGather(MemoryMarshal.AsBytes<MemoryBlock>(send.ToArray()).ToArray());
        for (var from = 0; from < group.Size; from++)
        {
            var block = MemoryMarshal.Cast<byte, MemoryBlock>(all[from])[group.Rank];
            Assert.Equal(block.Length, receive[from].Length);
            new ReadOnlySpan<byte>((void*)block.Address, block.Length).CopyTo(new Span<byte>((void*)receive[from].Address, block.Length));
        }

        group.Barrier();
    }
}
