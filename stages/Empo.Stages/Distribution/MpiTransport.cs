namespace Empo.Stages.Distribution;

/// <summary>
/// Blocks between the ranks of an MPI job, each as one message from rank to rank. It waits inside MPI: it is called within a step.
/// </summary>
internal sealed unsafe class MpiTransport(MpiGroup group) : IBlockTransport
{
    private const int Tag = 1;

    public IPendingBlocks Begin(IReadOnlyList<MemoryBlock> send, IReadOnlyList<MemoryBlock> receive)
    {
        group.Enter("exchange");
        var (native, requests) = (group.Native, new List<nint>());
        for (var other = 0; other < group.Size; other++)
        {
            if (other != group.Rank && receive[other].Length > 0)
            {
                requests.Add(native.Irecv((void*)receive[other].Address, receive[other].Length, native.Abi.Byte, other, Tag));
            }
        }

        for (var other = 0; other < group.Size; other++)
        {
            if (other != group.Rank && send[other].Length > 0)
            {
                requests.Add(native.Isend((void*)send[other].Address, send[other].Length, native.Abi.Byte, other, Tag));
            }
        }

        return new Requests(native, requests);
    }

    private sealed class Requests(MpiNative native, List<nint> requests) : IPendingBlocks
    {
        public void Wait() => requests.ForEach(native.Wait);
    }
}
