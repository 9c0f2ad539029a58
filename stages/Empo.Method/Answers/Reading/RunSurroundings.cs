namespace Empo.Method.Answers.Reading;

/// <summary>The surroundings of a run of letters in an answer.</summary>
/// <param name="IsAfterValue">Whether a number, a letter or a closing bracket is directly before it, without a space.</param>
/// <param name="IsAfterOperator">Whether an arithmetic sign or an opening brace is before it.</param>
/// <param name="IsBeforeOperator">Whether an arithmetic sign, a power or an index follows it.</param>
/// <param name="IsAtEnd">Whether no factor follows it, but a closing bracket, a sign or the end.</param>
/// <param name="IsAfterEquals">Whether an equals sign is before it.</param>
internal readonly record struct RunSurroundings(
    bool IsAfterValue,
    bool IsAfterOperator,
    bool IsBeforeOperator,
    bool IsAfterEquals,
    bool IsAtEnd
)
{
    /// <summary>Whether the run is part of a formula, and not a whole answer or a whole side of one.</summary>
    public bool AreFormula => IsAfterValue || IsAfterOperator || IsBeforeOperator;
}
