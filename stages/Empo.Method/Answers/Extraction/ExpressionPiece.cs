namespace Empo.Method.Answers.Extraction;

/// <summary>A piece of a sentence: a number, a sign, a word.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct ExpressionPiece(PieceKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>Whether a sign may begin an expression.</summary>
    public bool IsPrefix { get; init; }

    /// <summary>Whether a sign may end an expression.</summary>
    public bool IsPostfix { get; init; }
}
