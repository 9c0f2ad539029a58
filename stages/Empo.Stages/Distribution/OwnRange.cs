namespace Empo.Stages.Distribution;

/// <summary>Elements of a flat buffer [P] that one rank owns, and their place among all that it owns.</summary>
/// <param name="Start">The first, in the buffer.</param>
/// <param name="Count">Their number.</param>
/// <param name="Place">The first, in what the rank holds.</param>
internal readonly record struct OwnRange(long Start, long Count, long Place)
{
    /// <summary>What of the range lies in the elements [first, first + count) of the buffer.</summary>
    public OwnRange Of(long first, long count)
    {
        var start = Math.Max(Start, first);
        return new OwnRange(start, Math.Max(0, Math.Min(Start + Count, first + count) - start), Place + start - Start);
    }

    /// <summary>The range in pieces of at most so many elements.</summary>
    public IEnumerable<OwnRange> Pieces(long most)
    {
        for (long done = 0; done < Count; done += most)
        {
            yield return new OwnRange(Start + done, Math.Min(most, Count - done), Place + done);
        }
    }
}
