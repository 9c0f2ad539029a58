namespace Empo.Experiments.Settings;

/// <summary>Finds the known name that a mistyped one probably meant.</summary>
public static class Nearest
{
    /// <summary><c> Did you mean 'x'?</c> where a known name is near, otherwise nothing.</summary>
    /// <param name="ignoreCase">Whether upper and lower case are the same, as in names of MSBuild.</param>
    public static string Suggestion(string written, IEnumerable<string> known, bool ignoreCase = false)
    {
        string Compared(string name) => ignoreCase ? name.ToUpperInvariant() : name;
        var best = known
            .Select(name => (name, distance: Distance(Compared(written), Compared(name))))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.name is not null && best.distance <= Math.Max(2, written.Length / 3) ? $" Did you mean '{best.name}'?" : "";
    }

    /// <summary>Edit distance of two names (insert, delete, replace one character: 1 each).</summary>
    public static int Distance(string a, string b)
    {
        if (a.Length > 200)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }
}
