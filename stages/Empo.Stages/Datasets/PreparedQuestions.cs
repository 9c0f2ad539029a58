namespace Empo.Stages.Datasets;

/// <summary>The result of preparing a dataset.</summary>
/// <param name="Kept">Questions of each split in the dataset's order.</param>
/// <param name="LeftOut">Questions left out, counted by reason.</param>
internal sealed record PreparedQuestions(
    IReadOnlyDictionary<DatasetSplit, IReadOnlyList<PreparedQuestion>> Kept,
    IReadOnlyDictionary<string, int> LeftOut
)
{
    /// <summary>Questions that were left out because another row has the same question with a different label.</summary>
    public IReadOnlyList<LabelConflict> Conflicts { get; init; } = [];
}
