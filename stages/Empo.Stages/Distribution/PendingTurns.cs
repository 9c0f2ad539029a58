namespace Empo.Stages.Distribution;

/// <summary>The messages of a whole section.</summary>
internal sealed class PendingTurns(IReadOnlyList<IPendingSum> turns) : IPendingSum
{
    public void Complete()
    {
        foreach (var turn in turns)
        {
            turn.Complete();
        }
    }
}
