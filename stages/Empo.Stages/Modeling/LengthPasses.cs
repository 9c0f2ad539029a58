namespace Empo.Stages.Modeling;

/// <summary>Which sequences share a forward pass: neighbours by length, so that there is little padding.</summary>
internal static class LengthPasses
{
    /// <summary>Indexes of the sequences of each pass, shortest first. They depend on the lengths only.</summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="passTokens">Padded tokens that a pass holds at most, unless one sequence is longer.</param>
    public static IEnumerable<List<int>> Of(IReadOnlyList<int> lengths, int passTokens)
    {
        var pass = new List<int>();
        foreach (var index in Enumerable.Range(0, lengths.Count).OrderBy(index => lengths[index]))
        {
            if (pass.Count > 0 && (pass.Count + 1L) * lengths[index] > passTokens)
            {
                yield return pass;
                pass = [];
            }

            pass.Add(index);
        }

        if (pass.Count > 0)
        {
            yield return pass;
        }
    }

    /// <summary>Sequences padded on the right with 0, [B, T] row by row, and T. Causality keeps the padding out of every token.</summary>
    public static (long[] Ids, int Width) Padded(IReadOnlyList<int[]> sequences)
    {
        var width = sequences.Max(sequence => sequence.Length);
        var ids = new long[sequences.Count * width];
        for (var row = 0; row < sequences.Count; row++)
        {
            for (var position = 0; position < sequences[row].Length; position++)
            {
                ids[(row * width) + position] = sequences[row][position];
            }
        }

        return (ids, width);
    }
}
