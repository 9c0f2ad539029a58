using Empo.Experiments.Execution;
using Empo.Experiments.Resources;

namespace Empo.Stages.Sampling;

/// <summary>
/// The memory of a card that the stages of one process share. libtorch's allocator keeps what a stage frees and gives it to the next, and
/// where an allocation fails it returns its unused blocks to the driver and tries again, so stages can follow each other. The driver counts
/// kept blocks as used, so its number says something only before the process loads anything: it is remembered from then.
/// </summary>
/// <param name="free">Bytes that were free when this process first used the card; null where the driver does not say.</param>
internal sealed class CardBudget(long? free)
{
    /// <summary>
    /// Share up to which a stage may follow others. The rest is for what estimates leave out: gaps between the allocator's blocks, and
    /// the workspaces of libraries.
    /// </summary>
    public const double Usable = 0.85;

    /// <inheritdoc cref="CardBudget(long?)" path="/param[@name='free']"/>
    public long? Free { get; } = free;

    /// <summary>Whether an earlier stage of this process used the card.</summary>
    public bool IsWarm { get; private set; }

    /// <summary>Another stage begins.</summary>
    public void Enter() => IsWarm = true;

    /// <summary>Whether it is known what the card holds.</summary>
    /// <exception cref="FreshProcessException">It is not, and another stage has used the card already.</exception>
    public void RequireKnown()
    {
        if (IsWarm && Free is null)
        {
            throw new FreshProcessException("the driver does not say how much memory the card has, and an earlier stage used some");
        }
    }

    /// <summary>Whether a stage has room after others. Without others nothing is asked: a fresh process has no more to give.</summary>
    /// <exception cref="FreshProcessException">It does not.</exception>
    public void RequireRoom(MemoryEstimate estimate)
    {
        if (IsWarm && Free is { } bytes && estimate.OnDevice > bytes * Usable)
        {
            var (needed, limit) = (MemoryEstimate.Size(estimate.OnDevice), MemoryEstimate.Size((long)(bytes * Usable)));
            throw new FreshProcessException(
                $"it needs about {needed} of the card, and after other stages of one process {limit} may be planned, 85 % of what was "
                    + "free before them"
            );
        }
    }
}
