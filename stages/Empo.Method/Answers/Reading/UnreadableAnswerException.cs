namespace Empo.Method.Answers;

/// <summary>The answer is not mathematics that the parser knows; it is compared as text.</summary>
internal sealed class UnreadableAnswerException : Exception;
