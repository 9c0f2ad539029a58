using Empo.Experiments.Execution;

namespace Empo.Stages.Distribution;

/// <summary>How the ranks of a group exchange tensors.</summary>
internal static class RankExchange
{
    /// <summary>Null for a group of one.</summary>
    public static ITensorExchange? Of(IRankGroup ranks) => ranks switch
    {
        { Size: 1 } => null,
        MpiGroup group => new BlockExchange(new MpiTransport(group), group.Rank, group.Size),
        _ => throw new NotSupportedException($"There is no exchange of tensors between ranks of a {ranks.GetType().Name}."),
    };
}
