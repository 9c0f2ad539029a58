namespace Empo.Stages.Distribution;

/// <summary>
/// The elements of a flat buffer [P] that each rank owns: a range of each section, so that every section can be summed by all ranks at
/// once. What a rank holds of a sharded buffer is its ranges, one after the other.
/// </summary>
internal sealed class Shards
{
    /// <param name="sections">Start and length of each; together the whole buffer, in its order.</param>
    /// <param name="ranks">N.</param>
    public Shards(IEnumerable<(long Start, long Count)> sections, int ranks) =>
        Sections = [.. sections.Select(section => new Section(section.Start, section.Count, ranks))];

    public IReadOnlyList<Section> Sections { get; }

    /// <summary>A buffer of one section.</summary>
    public static Shards Whole(long elements, int ranks) => new([(0, elements)], ranks);

    /// <summary>What a rank owns: a range, perhaps an empty one, of each section.</summary>
    public IReadOnlyList<OwnRange> Of(int rank)
    {
        var (ranges, place) = (new List<OwnRange>(), 0L);
        foreach (var (start, count) in Sections.Select(section => section.Of(rank)))
        {
            ranges.Add(new OwnRange(start, count, place));
            place += count;
        }

        return ranges;
    }
}
