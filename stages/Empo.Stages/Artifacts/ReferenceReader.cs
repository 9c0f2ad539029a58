namespace Empo.Stages.Artifacts;

/// <summary>Reads <c>reference.parquet</c> and finds the row of a response.</summary>
internal static class ReferenceReader
{
    /// <summary>Maps question and sample to log-probabilities.</summary>
    public static IReadOnlyDictionary<(string, int), float[]> Read(string path) =>
        ArtifactTable.Read(path, ReferenceRow.Schema).ToDictionary(row => (row.QuestionId, row.SampleIndex), row => row.LogProbs);

    /// <exception cref="UserError">EMPO4016 where the reference does not hold this response.</exception>
    public static float[] Find(IReadOnlyDictionary<(string, int), float[]> reference, RolloutRow sample) =>
        reference.TryGetValue((sample.QuestionId, sample.SampleIndex), out var logProbs) && logProbs.Length == sample.TokenIds.Length
            ? logProbs
            : throw new UserError(
                "EMPO4016",
                $"The reference log-probabilities lack sample {sample.SampleIndex} of question {sample.QuestionId}, or hold "
                    + "another number of tokens: they belong to other rollouts. Delete the artifacts of stage 'reference' of this "
                    + "round and build again."
            );
}
