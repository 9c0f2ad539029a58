namespace Empo.Stages.Imports;

/// <summary>The text of one response of a row.</summary>
/// <param name="Choice">Index within the row's list of responses; 0 where a row is one response.</param>
/// <param name="FinishReason"><c>stop</c> or <c>length</c>.</param>
internal sealed record ImportedText(int Choice, string Text, string FinishReason);
