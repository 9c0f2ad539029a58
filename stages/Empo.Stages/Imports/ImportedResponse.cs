namespace Empo.Stages.Imports;

/// <summary>One response of a recording, as it is in the file.</summary>
internal sealed record ImportedResponse
{
    /// <summary>The user's id, or a hash of the prompt where there is none.</summary>
    public required string QuestionId { get; init; }

    /// <summary>Index among the question's responses of the step, from 0.</summary>
    public required int SampleIndex { get; init; }

    /// <summary>Number of the row in its file, from 0.</summary>
    public required int Row { get; init; }

    /// <summary>Line of the row in its file, or its number in Parquet, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Index within the row's list of responses; 0 where a row is one response.</summary>
    public required int Choice { get; init; }

    /// <summary>The prompt's text; the question's id where the recording has no prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Empty where not recorded.</summary>
    public required int[] PromptTokenIds { get; init; }

    public required string Text { get; init; }

    /// <summary>Recorded ids, or their substitute as <see cref="Tokens"/> says.</summary>
    public required int[] TokenIds { get; init; }

    public required TokenKind Tokens { get; init; }

    /// <summary>One per token, or empty where not recorded.</summary>
    public required float[] LogProbs { get; init; }

    /// <summary>The label as written, or null.</summary>
    public string? Answer { get; init; }

    /// <summary><c>stop</c> or <c>length</c>.</summary>
    public required string FinishReason { get; init; }
}
