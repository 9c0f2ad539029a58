using System.Globalization;

namespace Empo.Stages.Distribution;

/// <summary>Which card each rank of a host computes on: the one with its number among the ranks of the host.</summary>
internal static class RankDevice
{
    /// <summary>The device of a rank: <c>cpu</c>, or a certain card.</summary>
    /// <param name="setting">The experiment's <c>device</c>.</param>
    /// <param name="reports">What the ranks see.</param>
    /// <param name="rank">The rank.</param>
    public static string Of(string setting, IReadOnlyList<RankReport> reports, int rank)
    {
        var report = reports[rank];
        return setting == "cpu" || (setting == "auto" && reports.All(each => each.Cards.Count == 0)) ? "cpu"
            : report.Cards.Count == 1 ? "cuda:0" // Slurm shows each rank its own
            : string.Create(CultureInfo.InvariantCulture, $"cuda:{report.Local.Rank}");
    }

    /// <summary>EMPO6045 where two ranks would share a card, or one has none; else null.</summary>
    public static UserError? Problem(string setting, IReadOnlyList<RankReport> reports)
    {
        if (setting == "cpu" || (setting == "auto" && reports.All(each => each.Cards.Count == 0)))
        {
            return null;
        }

        if (setting.StartsWith("cuda:", StringComparison.Ordinal))
        {
            return new UserError(
                "EMPO6045",
                $"device is {setting}, but {reports.Count} ranks cannot share one card. Write device: cuda, and each rank takes a card of "
                    + "its host."
            );
        }

        var used = new Dictionary<(string Host, string Card), int>();
        foreach (var (rank, report) in reports.Index())
        {
            var place = report.Cards.Count == 1 ? 0 : report.Local.Rank;
            if (place >= report.Cards.Count)
            {
                return Lacking(rank, report);
            }

            if (!used.TryAdd((report.Host, report.Cards[place]), rank))
            {
                return new UserError(
                    "EMPO6045",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Ranks {used[(report.Host, report.Cards[place])]} and {rank} on {report.Host} see one card only, the same. ")
                        + "Start as many ranks on a host as it has cards (EmpoRanks, EmpoHosts=host:cards), or give each rank its own."
                );
            }
        }

        return null;
    }

    private static UserError Lacking(int rank, RankReport report) =>
        new(
            "EMPO6045",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Host} has {report.Local.Size} ranks and {report.Cards.Count} cards, so rank {rank} has none. ")
                + "Start as many ranks on a host as it has cards (EmpoRanks, EmpoHosts=host:cards), or set device: cpu."
        );
}
