using System.Text;

namespace Empo.Stages.Distribution;

/// <summary>The numerics of all ranks as those of one stage.</summary>
internal static class RankNumerics
{
    /// <summary>The number of the card is that of one rank only.</summary>
    private const string Device = "device";

    public static byte[] ToBytes(IReadOnlyDictionary<string, string> numerics) =>
        Encoding.UTF8.GetBytes(string.Join('\n', numerics.Select(entry => $"{entry.Key}={entry.Value}")));

    /// <summary>
    /// The leader's, and behind each value those of other ranks that differ: <c>AMD 25.17 | Intel 6.143</c>. Ranks that computed nothing
    /// have fewer entries than the others.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Join(IEnumerable<byte[]> ranks)
    {
        var joined = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var line in ranks.SelectMany(rank => Encoding.UTF8.GetString(rank).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var end = line.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = (line[..end], line[(end + 1)..]);
            if (!joined.TryGetValue(name, out var values))
            {
                joined[name] = values = [];
            }

            if (!values.Contains(value) && (values.Count == 0 || name != Device))
            {
                values.Add(value);
            }
        }

        return joined.ToDictionary(entry => entry.Key, entry => string.Join(" | ", entry.Value), StringComparer.Ordinal);
    }
}
