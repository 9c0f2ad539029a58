namespace Empo.Method.Answers.Reading;

/// <summary>The answer is not mathematics that the parser knows; it is compared as text.</summary>
internal sealed class UnreadableAnswerException : Exception;
