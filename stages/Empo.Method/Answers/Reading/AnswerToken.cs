namespace Empo.Method.Answers.Reading;

/// <summary>One token of an answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its spelling: digits, a letter, a command with its backslash, a character, or the content of a text command.</param>
/// <param name="IsSpaced">Whether white space came before it.</param>
internal readonly record struct AnswerToken(TokenKind Kind, string Text, bool IsSpaced);
