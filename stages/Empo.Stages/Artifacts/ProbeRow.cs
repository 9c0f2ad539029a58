namespace Empo.Stages.Artifacts;

/// <summary>A question asked of the base and of a round's policy: a row of <c>probe.parquet</c>.</summary>
internal sealed record ProbeRow
{
    public required string QuestionId { get; init; }

    /// <summary>The base's greedy answer; null where it gave none.</summary>
    public string? BaseAnswer { get; init; }

    /// <summary>The policy's greedy answer; null where it gave none.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether the two differ in meaning; no answer is like no answer.</summary>
    public required bool Drifted { get; init; }

    /// <summary>Tokens of the response that was sampled from the policy.</summary>
    public required int Tokens { get; init; }

    /// <summary>k1 estimate of KL(policy ‖ base) in nats, mean over these tokens; may be negative.</summary>
    public required double Kl { get; init; }

    public static ArtifactSchema<ProbeRow> Schema { get; } = new(
        "probe",
        new ColumnList<ProbeRow>()
            .Text("question_id", row => row.QuestionId)
            .Flag("drifted", row => row.Drifted)
            .Integer("tokens", row => row.Tokens)
            .Number("kl", row => row.Kl)
            .OptionalText("base_answer", row => row.BaseAnswer)
            .OptionalText("answer", row => row.Answer),
        row => new ProbeRow
        {
            QuestionId = row.Text("question_id"),
            Drifted = row.Flag("drifted"),
            Tokens = row.Integer("tokens"),
            Kl = row.Number("kl"),
            BaseAnswer = row.OptionalText("base_answer"),
            Answer = row.OptionalText("answer"),
        });
}
