namespace Empo.Method.Answers.Numerics;

/// <summary>An answer costs more to read than it is worth; its reader falls back to plain text.</summary>
internal sealed class OverBudgetException : Exception;
