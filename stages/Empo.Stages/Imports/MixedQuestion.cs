namespace Empo.Stages.Imports;

/// <summary>Rows that a recording counts as one question although their prompts differ.</summary>
/// <param name="Name">The id, or the first prompt.</param>
/// <param name="Line">Line of the first row.</param>
/// <param name="OtherLine">Line of the first row with another prompt.</param>
internal sealed record MixedQuestion(string Name, int Line, int OtherLine);
