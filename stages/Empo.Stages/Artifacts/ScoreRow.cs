namespace Empo.Stages.Artifacts;

/// <summary>The extracted answer, cluster and reward of a response: a row of <c>scores.parquet</c>.</summary>
internal sealed record ScoreRow
{
    public required string QuestionId { get; init; }

    public required int SampleIndex { get; init; }

    /// <summary>Number of its cluster within the question, in order of first appearance, from 0.</summary>
    public required int Cluster { get; init; }

    /// <summary>Share of the question's samples in that cluster.</summary>
    public required double Probability { get; init; }

    public required double Reward { get; init; }

    /// <summary>The extracted answer as written, or null where there is none.</summary>
    public string? Answer { get; init; }

    public static ArtifactSchema<ScoreRow> Schema { get; } = new("scores");
}
