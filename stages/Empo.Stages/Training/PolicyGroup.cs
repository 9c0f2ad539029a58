namespace Empo.Stages.Training;

/// <summary>A question with the responses sampled for it.</summary>
internal sealed record PolicyGroup
{
    public required string QuestionId { get; init; }

    public required IReadOnlyList<PolicySample> Samples { get; init; }

    /// <summary>
    /// False where the filter dropped the question. Such a question may count in the normaliser, but is never trained on.
    /// </summary>
    public required bool Kept { get; init; }
}
