namespace Empo.Stages.Datasets;

/// <summary>A question as a dataset gives it, before prompt and tokens.</summary>
/// <param name="Split">What it is for.</param>
/// <param name="Text">The question.</param>
/// <param name="Answer">The correct answer; null where the dataset names none, which only training questions may lack.</param>
internal sealed record DatasetQuestion(DatasetSplit Split, string Text, string? Answer)
{
    /// <summary>The row it stands in; null where a generator made it.</summary>
    public QuestionOrigin? Origin { get; init; }
}
