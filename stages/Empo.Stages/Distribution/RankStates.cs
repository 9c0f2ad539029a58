using System.Globalization;

namespace Empo.Stages.Distribution;

/// <summary>The state files of a group, read by the process that waits for it.</summary>
internal static class RankStates
{
    private const int Shown = 8;

    /// <summary>
    /// Which ranks have not begun the operation in which the others wait, in words; null where none is behind, or no state can be read.
    /// </summary>
    /// <param name="folder">Folder of the state files.</param>
    /// <param name="hosts">The host of each rank.</param>
    public static string? Missing(string folder, IReadOnlyList<string> hosts)
    {
        var states = hosts.Select((_, rank) => RankStatus.Read(RankStatus.FileOf(folder, rank))).ToList();
        if (!states.Any(state => state is not null))
        {
            return null;
        }

        var (most, where) = states.OfType<(long Number, string Name)>().MaxBy(state => state.Number);
        int[] behind = [.. Enumerable.Range(0, hosts.Count).Where(rank => states[rank] is not { } state || state.Number < most)];
        if (behind.Length == 0)
        {
            return null;
        }

        var named = behind.Take(Shown).Select(rank => string.Create(
            CultureInfo.InvariantCulture,
            $"rank {rank} on {hosts[rank]} (last in {states[rank]?.Name ?? "nothing"})"));
        var more = behind.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {behind.Length - Shown} more") : "";
        return $"{hosts.Count - behind.Length} of {hosts.Count} ranks wait in {where} for {string.Join(", ", named)}{more}";
    }
}
