using System.Diagnostics;
using System.Runtime.InteropServices;
using Empo.Experiments.Execution;

namespace Empo.Stages.Distribution;

/// <summary>
/// Blocks between cards by NCCL. Each call is one group of messages, on a stream of its own, which is waited for: a message that never
/// comes ends the job after a time limit and not never, with the name of what was waited for.
/// </summary>
internal sealed class NcclTransport : IBlockTransport, IDisposable
{
    private readonly NcclNative _native;
    private readonly IRankGroup _ranks;
    private readonly ICardQueue _queue;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _most;
    private readonly nint _communicator;

    /// <param name="native">The library.</param>
    /// <param name="ranks">The group, by which the communicator's id travels. Every rank's card is the current one.</param>
    /// <param name="queue">Where the messages run.</param>
    /// <param name="clock">For the time limit.</param>
    /// <param name="most">Longest wait for one exchange; null for ten minutes.</param>
    public NcclTransport(NcclNative native, IRankGroup ranks, ICardQueue queue, TimeProvider clock, TimeSpan? most = null)
    {
        (_native, _ranks, _queue, _clock, _most) = (native, ranks, queue, clock, most ?? TimeSpan.FromMinutes(10));
        var id = ranks.Leads ? native.NewId() : default;
        var bytes = ranks.Broadcast(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref id, 1)).ToArray(), "nccl id");
        _communicator = native.Join(ranks.Size, MemoryMarshal.Read<NcclId>(bytes), ranks.Rank);
    }

    public bool IsOnDevice => true;

    public IPendingBlocks Begin(IReadOnlyList<MemoryBlock> send, IReadOnlyList<MemoryBlock> receive)
    {
        Debug.Assert(send[_ranks.Rank].Length == 0 && receive[_ranks.Rank].Length == 0, "NCCL has no copy to oneself.");
        _queue.Follow();
        _native.BeginGroup();
        for (var other = 0; other < _ranks.Size; other++)
        {
            if (send[other].Length > 0)
            {
                _native.Send(send[other], other, _communicator, _queue.Stream);
            }

            if (receive[other].Length > 0)
            {
                _native.Receive(receive[other], other, _communicator, _queue.Stream);
            }
        }

        _native.EndGroup();
        return new Group(this);
    }

    public void Dispose() => _native.Leave(_communicator);

    private void Await()
    {
        var start = _clock.GetTimestamp();
        while (!_queue.IsDone)
        {
            var late = _clock.GetElapsedTime(start) > _most;
            if ((late ? $"nothing came for {_most.TotalMinutes:0.#} minutes" : _native.Problem(_communicator)) is { } problem)
            {
                _native.Abort(_communicator);
                throw new InvalidOperationException($"The exchange of tensors of rank {_ranks.Rank} over NCCL ended: {problem}.");
            }

            Thread.Yield();
        }
    }

    private sealed class Group(NcclTransport transport) : IPendingBlocks
    {
        public void Wait() => transport.Await();
    }
}
