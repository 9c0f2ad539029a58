namespace Empo.Stages.Artifacts;

/// <summary>A question asked of the base and of a round's policy: a row of <c>probe.parquet</c>.</summary>
internal sealed record ProbeRow
{
    public required string QuestionId { get; init; }

    /// <summary>Whether the two answers differ in meaning; two missing answers count as equal.</summary>
    public required bool Drifted { get; init; }

    /// <summary>Tokens of the response that was sampled from the policy.</summary>
    public required int Tokens { get; init; }

    /// <summary>k1 estimate of KL(policy ‖ base) in nats, mean over these tokens; may be negative.</summary>
    public required double Kl { get; init; }

    /// <summary>The base's greedy answer; null where it gave none.</summary>
    public string? BaseAnswer { get; init; }

    /// <summary>The policy's greedy answer; null where it gave none.</summary>
    public string? Answer { get; init; }

    public static ArtifactSchema<ProbeRow> Schema { get; } = new("probe");
}
