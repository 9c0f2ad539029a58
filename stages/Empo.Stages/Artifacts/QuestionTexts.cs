namespace Empo.Stages.Artifacts;

/// <summary>The texts in <c>training-questions.parquet</c>.</summary>
internal static class QuestionTexts
{
    /// <summary>Text of each question, by its id.</summary>
    public static Dictionary<string, string> Read(string path) =>
        ArtifactTable.Read(path, QuestionRow.Schema).ToDictionary(row => row.QuestionId, row => row.Text, StringComparer.Ordinal);
}
