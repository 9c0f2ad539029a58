using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Distribution;

/// <summary>
/// Exchange in blocks, through host memory or between cards. Messages are of at most 4 MB: one of 64 MB was nine times slower over MPI.
/// </summary>
/// <param name="transport">Carries the bytes.</param>
/// <param name="rank">This process.</param>
/// <param name="size">N.</param>
/// <param name="messageBytes">Most bytes of a message.</param>
internal sealed class BlockExchange(IBlockTransport transport, int rank, int size, int messageBytes = 4 << 20) : ITensorExchange
{
    public void AddInOrder(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Shards shards)
    {
        using var scope = NewDisposeScope();
        var step = messageBytes / (int)parts.Max(part => part.Values.element_size());
        var (start, count) = shards.Of(rank);
        for (long done = 0; done < shards.Longest; done += step)
        {
            using var block = NewDisposeScope();
            var received = parts.Select(part => Received(part, done, step, members, shards)).ToList();
            for (var member = 0; member < members && done < count; member++)
            {
                foreach (var (part, from) in parts.Zip(received))
                {
                    var (first, length) = Overlap(part, start + done, Math.Min(step, count - done));
                    if (length > 0)
                    {
                        sum.narrow(0, first - start, length).add_(from[member]!, Modeling.Scalars.One);
                    }
                }
            }
        }
    }

    public void Gather(Tensor flat, Shards shards)
    {
        using var scope = NewDisposeScope();
        var step = messageBytes / (int)flat.element_size();
        var onHost = IsCarried(flat);
        for (long done = 0; done < shards.Longest; done += step)
        {
            using var block = NewDisposeScope();
            var pieces = Enumerable.Range(0, size).Select(owner => Piece(flat, shards.Of(owner), done, step)).ToList();
            var hosted = pieces.Select((piece, owner) => onHost || piece is null ? piece
                : owner == rank ? piece.cpu() : empty(piece.shape, piece.dtype)).ToList();
            var own = BlockOf(hosted[rank]);
            transport.AllToAll(
                [.. Enumerable.Range(0, size).Select(to => to == rank ? MemoryBlock.Empty : own)],
                [.. hosted.Select((piece, from) => from == rank ? MemoryBlock.Empty : BlockOf(piece))]
            );
            foreach (var (piece, copy) in pieces.Zip(hosted).Where((_, from) => !onHost && from != rank))
            {
                piece?.copy_(copy!);
            }
        }
    }

    public void Collect(Tensor own, long first, Tensor destination, Shards shards, int root = 0)
    {
        using var scope = NewDisposeScope();
        var step = messageBytes / (int)own.element_size();
        var (start, count) = shards.Of(rank);
        var type = own.dtype;
        for (long done = 0; done < destination.numel(); done += step)
        {
            using var block = NewDisposeScope();
            var length = Math.Min(step, destination.numel() - done);
            (long First, long Length) Held(int owner) => Common(shards.Of(owner), first + done, length);
            var (mine, held) = Held(rank);
            var sent = held > 0 ? Carried(own.narrow(0, mine - start, held)) : null;
            var target = rank == root ? empty([length], type, transport.IsOnDevice ? own.device : CPU) : null;
            Tensor Part(int from) => target!.narrow(0, Held(from).First - first - done, Held(from).Length);
            transport.AllToAll(
                [.. Enumerable.Range(0, size).Select(to => to == root && rank != root ? BlockOf(sent) : MemoryBlock.Empty)],
                [
                    .. Enumerable.Range(0, size).Select(from =>
                        target is not null && from != root && Held(from).Length > 0 ? BlockOf(Part(from)) : MemoryBlock.Empty
                    ),
                ]
            );
            if (target is not null)
            {
                if (held > 0)
                {
                    Part(root).copy_(sent!);
                }

                destination.narrow(0, done, length).copy_(target);
            }
        }
    }

    /// <summary>For each member, its part's elements in this rank's block; null where the part has none there.</summary>
    private List<Tensor?> Received(GradientPart part, long done, int step, int members, Shards shards)
    {
        (long First, long Length) In(int owner)
        {
            var (start, count) = shards.Of(owner);
            return Overlap(part, start + done, Math.Min(step, count - done));
        }

        Tensor? Own(int owner) => In(owner) is (var first, > 0) range ? part.Values.narrow(0, first - part.Offset, range.Length) : null;
        var isMember = rank < members;
        var sent = Enumerable.Range(0, size).Select(owner => isMember && owner != rank ? Carried(Own(owner)) : null).ToList();
        var length = In(rank).Length;
        var received = Enumerable
            .Range(0, members)
            .Select(member => length <= 0 ? null : member == rank ? Own(rank)
                : empty([length], part.Values.dtype, transport.IsOnDevice ? part.Values.device : CPU))
            .ToList();
        transport.AllToAll(
            [.. sent.Select(BlockOf)],
            [.. Enumerable.Range(0, size).Select(from => from < members && from != rank ? BlockOf(received[from]) : MemoryBlock.Empty)]
        );
        return [.. received.Select(values => values is null ? null : values.to(part.Values.device))];
    }

    /// <summary>What a part has of the elements [first, first + count).</summary>
    private static (long First, long Length) Overlap(GradientPart part, long first, long count) =>
        Common((part.Offset, part.Values.numel()), first, count);

    private static (long First, long Length) Common((long Start, long Count) range, long first, long count)
    {
        var start = Math.Max(range.Start, first);
        return (start, Math.Max(0, Math.Min(range.Start + range.Count, first + Math.Max(0, count)) - start));
    }

    private static Tensor? Piece(Tensor flat, (long Start, long Count) range, long done, int step) =>
        done < range.Count ? flat.narrow(0, range.Start + done, Math.Min(step, range.Count - done)) : null;

    /// <summary>Whether the transport can read a tensor where it is.</summary>
    private bool IsCarried(Tensor values) => transport.IsOnDevice || values.device_type == DeviceType.CPU;

    private Tensor? Carried(Tensor? values) => values is null || IsCarried(values) ? values : values.cpu();

    private static MemoryBlock BlockOf(Tensor? values) =>
        values is null
            ? MemoryBlock.Empty
            : new MemoryBlock(TensorAddress.Of(values), checked((int)(values.numel() * values.element_size())));
}
