namespace Empo.Method.Answers.Reading;

/// <summary>What stands around a run of letters in an answer.</summary>
/// <param name="IsAfterValue">A number, a letter or a closing bracket stands directly before it, without a space.</param>
/// <param name="IsAfterOperator">A sign of arithmetic or an opening brace stands before it.</param>
/// <param name="IsBeforeOperator">A sign of arithmetic, a power or an index stands behind it.</param>
/// <param name="IsAtEnd">No factor follows it: a bracket closes, a sign or the end comes.</param>
/// <param name="IsAfterEquals">A sign of equality stands before it.</param>
internal readonly record struct RunSurroundings(
    bool IsAfterValue,
    bool IsAfterOperator,
    bool IsBeforeOperator,
    bool IsAfterEquals,
    bool IsAtEnd
)
{
    /// <summary>Whether the run is part of a formula and not the whole of an answer or of one of its sides.</summary>
    public bool AreFormula => IsAfterValue || IsAfterOperator || IsBeforeOperator;
}
