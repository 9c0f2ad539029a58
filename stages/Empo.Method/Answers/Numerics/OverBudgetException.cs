namespace Empo.Method.Answers.Numerics;

/// <summary>An answer exceeds the work budget for reading; its reader falls back to plain text.</summary>
internal sealed class OverBudgetException : Exception;
