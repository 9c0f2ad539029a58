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
    public void AddInOrder(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section)
    {
        foreach (var done in Turns(parts, section))
        {
            BeginTurn(parts, sum, members, section, done).Complete();
        }
    }

    public IPendingSum Begin(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section) =>
        new PendingTurns([.. Turns(parts, section).Select(done => BeginTurn(parts, sum, members, section, done))]);

    public void Gather(Tensor flat, Shards shards)
    {
        foreach (var section in shards.Sections)
        {
            Gather(flat, section);
        }
    }

    public void Collect(Tensor own, long first, Tensor destination, Shards shards, int root = 0)
    {
        foreach (var (section, range) in shards.Sections.Zip(shards.Of(rank)))
        {
            using var scope = NewDisposeScope();
            var (start, length) = Common((section.Start, section.Elements), first, destination.numel());
            if (length > 0)
            {
                Collect(own.narrow(0, range.Place, range.Count), start, destination.narrow(0, start - first, length), section, root);
            }
        }
    }

    private void Gather(Tensor flat, Section section)
    {
        using var scope = NewDisposeScope();
        var step = messageBytes / (int)flat.element_size();
        var onHost = IsCarried(flat);
        for (long done = 0; done < section.Longest; done += step)
        {
            using var block = NewDisposeScope();
            var pieces = Enumerable.Range(0, size).Select(owner => Piece(flat, section.Of(owner), done, step)).ToList();
            var hosted = pieces.Select((piece, owner) => onHost || piece is null ? piece
                : owner == rank ? piece.cpu() : empty(piece.shape, piece.dtype)).ToList();
            var own = BlockOf(hosted[rank]);
            transport.Begin(
                [.. Enumerable.Range(0, size).Select(to => to == rank ? MemoryBlock.Empty : own)],
                [.. hosted.Select((piece, from) => from == rank ? MemoryBlock.Empty : BlockOf(piece))]
            ).Wait();
            foreach (var (piece, copy) in pieces.Zip(hosted).Where((_, from) => !onHost && from != rank))
            {
                piece?.copy_(copy!);
            }
        }
    }

    /// <param name="own">This rank's range of the section.</param>
    private void Collect(Tensor own, long first, Tensor destination, Section section, int root)
    {
        var step = messageBytes / (int)own.element_size();
        var (start, _) = section.Of(rank);
        var type = own.dtype;
        for (long done = 0; done < destination.numel(); done += step)
        {
            using var block = NewDisposeScope();
            var length = Math.Min(step, destination.numel() - done);
            (long First, long Length) Held(int owner) => Common(section.Of(owner), first + done, length);
            var (mine, held) = Held(rank);
            var sent = held > 0 ? Carried(own.narrow(0, mine - start, held)) : null;
            var target = rank == root ? empty([length], type, transport.IsOnDevice ? own.device : CPU) : null;
            Tensor Part(int from) => target!.narrow(0, Held(from).First - first - done, Held(from).Length);
            transport.Begin(
                [.. Enumerable.Range(0, size).Select(to => to == root && rank != root ? BlockOf(sent) : MemoryBlock.Empty)],
                [
                    .. Enumerable.Range(0, size).Select(from =>
                        target is not null && from != root && Held(from).Length > 0 ? BlockOf(Part(from)) : MemoryBlock.Empty
                    ),
                ]
            ).Wait();
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

    /// <summary>How many elements of its range each rank has had before each message.</summary>
    private IEnumerable<long> Turns(IReadOnlyList<GradientPart> parts, Section section)
    {
        var step = Step(parts);
        for (long done = 0; done < section.Longest; done += step)
        {
            yield return done;
        }
    }

    private int Step(IReadOnlyList<GradientPart> parts) => messageBytes / (int)parts.Max(part => part.Values.element_size());

    /// <summary>Begins one message to each owner, with the elements of its range from <paramref name="done"/> on.</summary>
    private PendingTurn BeginTurn(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section, long done)
    {
        using var scope = NewDisposeScope();
        var step = Step(parts);
        var (start, count) = section.Of(rank);
        var turn = new PendingTurn(members);
        foreach (var part in parts)
        {
            (long First, long Length) In(int owner)
            {
                var (ownerStart, ownerCount) = section.Of(owner);
                return Common((part.Offset, part.Values.numel()), ownerStart + done, Math.Min(step, ownerCount - done));
            }

            Tensor? Own(int owner) =>
                In(owner) is (var first, > 0) range ? part.Values.narrow(0, first - part.Offset, range.Length) : null;
            var sent = Enumerable.Range(0, size).Select(to => rank < members && to != rank ? Carried(Own(to)) : null).ToList();
            var (mine, length) = In(rank);
            var received = Enumerable
                .Range(0, members)
                .Select(member => length <= 0 ? null : member == rank ? Own(rank)
                    : empty([length], part.Values.dtype, transport.IsOnDevice ? part.Values.device : CPU))
                .ToList();
            var pending = transport.Begin(
                [.. sent.Select(BlockOf)],
                [.. Enumerable.Range(0, size).Select(from => from < members && from != rank ? BlockOf(received[from]) : MemoryBlock.Empty)]
            );
            turn.Add(pending, length > 0 ? sum.narrow(0, mine - start, length) : null, received, sent);
        }

        return turn;
    }

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
