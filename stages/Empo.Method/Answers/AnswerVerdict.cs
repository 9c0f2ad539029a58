namespace Empo.Method.Answers;

/// <summary>Whether two answers mean the same, and why.</summary>
public sealed record AnswerVerdict
{
    /// <summary>The verdict.</summary>
    public required bool AreEqual { get; init; }

    /// <summary>Canonical form of the first answer, or null where it has none.</summary>
    public required string? LeftForm { get; init; }

    /// <summary>Canonical form of the second answer, or null where it has none.</summary>
    public required string? RightForm { get; init; }

    /// <summary>The reason in a few words.</summary>
    public required string Why { get; init; }
}
