using static TorchSharp.torch;

namespace Empo.Stages.Distribution;

/// <summary>Messages with a few elements of each part, and where this rank adds them when they have come.</summary>
/// <param name="members">Ranks that add something.</param>
internal sealed class PendingTurn(int members) : IPendingSum
{
    private readonly List<(IPendingBlocks Blocks, Tensor? Sum, IReadOnlyList<Tensor?> Received, IReadOnlyList<Tensor?> Sent)> _parts = [];

    /// <param name="blocks">The messages.</param>
    /// <param name="sum">What this rank adds to; null where the part has nothing there.</param>
    /// <param name="received">Of each member, this rank's own included.</param>
    /// <param name="sent">To each rank; kept until it has gone.</param>
    public void Add(IPendingBlocks blocks, Tensor? sum, IReadOnlyList<Tensor?> received, IReadOnlyList<Tensor?> sent)
    {
        static Tensor? Kept(Tensor? values) => values?.DetachFromDisposeScope();
        _parts.Add((blocks, Kept(sum), [.. received.Select(Kept)], [.. sent.Select(Kept)]));
    }

    public void Complete()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var part in _parts)
        {
            part.Blocks.Wait();
        }

        for (var member = 0; member < members; member++)
        {
            foreach (var part in _parts)
            {
                if (part.Sum is { } sum)
                {
                    sum.add_(part.Received[member]!.to(sum.device), Modeling.Scalars.One);
                }
            }
        }

        foreach (var tensor in _parts.SelectMany(part => part.Received.Concat(part.Sent).Append(part.Sum)))
        {
            tensor?.Dispose();
        }
    }
}
