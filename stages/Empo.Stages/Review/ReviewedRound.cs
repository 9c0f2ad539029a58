using Empo.Stages.Artifacts;

namespace Empo.Stages.Review;

/// <summary>A scored round as the review sees it.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Groups">One row per question.</param>
/// <param name="Evidence">By question id; without a question where too few of its responses disagree.</param>
internal sealed record ReviewedRound(
    int Round,
    IReadOnlyList<GroupRow> Groups,
    IReadOnlyDictionary<string, AgreementEvidence> Evidence
);
