using System.Text;

namespace Empo.Stages.Distribution;

/// <summary>What a rank says of itself before a stage begins.</summary>
internal sealed record RankReport
{
    private const char Separator = '\n';

    public required string Host { get; init; }

    /// <summary>Whether it read what the leader had written into the stage's folder.</summary>
    public required bool SeesStore { get; init; }

    /// <summary>Whether a lock that the leader held was refused, as it must be.</summary>
    public required bool IsLockedOut { get; init; }

    /// <summary>Identifies the compiled program.</summary>
    public required string Program { get; init; }

    /// <summary>The cards that it sees, by their identity; empty on a machine without one.</summary>
    public required IReadOnlyList<string> Cards { get; init; }

    /// <summary>Its number among the ranks of its host, and their number.</summary>
    public required (int Rank, int Size) Local { get; init; }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join(
        Separator,
        [Host, $"{SeesStore}", $"{IsLockedOut}", Program, $"{Local.Rank}", $"{Local.Size}", .. Cards]));

    public static RankReport Of(byte[] bytes)
    {
        var parts = Encoding.UTF8.GetString(bytes).Split(Separator);
        return new RankReport
        {
            Host = parts[0],
            SeesStore = bool.Parse(parts[1]),
            IsLockedOut = bool.Parse(parts[2]),
            Program = parts[3],
            Local = (int.Parse(parts[4], null), int.Parse(parts[5], null)),
            Cards = parts[6..],
        };
    }
}
