using Empo.Experiments.Storage;

namespace Empo.Stages.Artifacts;

/// <summary>Reads the samples of an index: goes through its chunks and joins the blocks of each question.</summary>
internal static class RolloutReader
{
    /// <summary>Every sample of an index file, grouped by question in draw order, samples in order of their index.</summary>
    /// <exception cref="UserError">EMPO4008: a chunk is not what the index was written for. EMPO4010, EMPO4011: it cannot be read.
    /// EMPO4012: it does not hold what the index says.</exception>
    public static IReadOnlyList<IReadOnlyList<RolloutRow>> Groups(string indexPath, ChunkStore chunks) =>
        Groups(Rows(ArtifactTable.Read(indexPath, RolloutIndexRow.Schema), chunks));

    /// <summary>Rows by question, in the order in which questions first appear; samples in the order of the rows.</summary>
    public static IReadOnlyList<IReadOnlyList<RolloutRow>> Groups(IEnumerable<RolloutRow> rows)
    {
        var order = new List<string>();
        var groups = new Dictionary<string, List<RolloutRow>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!groups.TryGetValue(row.QuestionId, out var group))
            {
                groups[row.QuestionId] = group = [];
                order.Add(row.QuestionId);
            }

            group.Add(row);
        }

        return [.. order.Select(id => (IReadOnlyList<RolloutRow>)[.. groups[id].OrderBy(row => row.SampleIndex)])];
    }

    /// <summary>Every sample in the order of the chunks.</summary>
    public static IEnumerable<RolloutRow> Rows(IReadOnlyList<RolloutIndexRow> index, ChunkStore chunks)
    {
        foreach (var entry in index)
        {
            var path = chunks.PathOf(entry.ChunkKey, entry.ChunkDigest);
            var rows = ArtifactTable.Read(path, RolloutRow.Schema);
            if (rows.Count != entry.Rows)
            {
                throw new UserError(
                    "EMPO4012",
                    $"The chunk holds {rows.Count} rows where its index says {entry.Rows}: it was changed after it was written. "
                        + "Delete its folder and build again.",
                    path
                );
            }

            foreach (var row in rows)
            {
                yield return row;
            }
        }
    }
}
