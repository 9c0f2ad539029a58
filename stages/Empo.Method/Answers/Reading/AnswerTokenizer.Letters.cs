using System.Globalization;
using System.Text.RegularExpressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Runs of letters and their surroundings.</summary>
internal sealed partial class AnswerTokenizer
{
    // A run of letters of one script: Latin letters with accents count as Latin.
    private void ReadLetters()
    {
        int end = position;
        bool isForeign = Current > '\u024F';
        while (
            end < text.Length
            && IsPartOfWord(text[end])
            && (text[end] > '\u024F' == isForeign || char.GetUnicodeCategory(text[end]) == UnicodeCategory.NonSpacingMark)
        )
        {
            end++;
        }

        // H2O, CO2, A1: capitals followed by digits are names, not products.
        if (char.IsAsciiLetterUpper(Current) && end < text.Length && char.IsAsciiDigit(text[end]))
        {
            while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            {
                end++;
            }

            Add(TokenKind.Text, text[position..end]);
            position = end;
            return;
        }

        string run = text[position..end];
        AnswerToken? before = tokens.Count > 0 ? tokens[^1] : null;
        RunSurroundings surroundings = SurroundingsOf(before, end);
        position = end;
        foreach ((TokenKind kind, string part) in PlainWords.Split(run, before, surroundings))
        {
            Add(kind, part);
        }
    }

    private static bool IsPartOfWord(char character) =>
        char.IsLetter(character)
        || char.IsSurrogate(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private RunSurroundings SurroundingsOf(AnswerToken? before, int end)
    {
        int next = end;
        while (next < text.Length && text[next] == ' ')
        {
            next++;
        }

        char behind = next < text.Length ? text[next] : '\0';
        bool isBeforeOperator =
            behind is '+' or '*' or '/' or '^' or '_' or '!'
            || (behind == '-' && next + 1 < text.Length && (next == end || text[next + 1] == ' '))
            || (behind == '\\' && OperatorBehind().IsMatch(text.AsSpan(next)));
        // An integral has its differential, so da is not a word.
        isBeforeOperator |= hasIntegral;
        bool isAtEnd = behind is '\0' or '}' or ')' or ']' or ',' or '=' or '+' or '/' or ';';
        return before is not { } token
            ? new RunSurroundings(false, false, isBeforeOperator, false, isAtEnd)
            : new RunSurroundings(
                !isSpaced
                    && (
                        token.Kind is TokenKind.Number or TokenKind.Letter
                        || (token.Kind == TokenKind.Sign && token.Text is ")" or "]" or "}")
                        || (token.Kind == TokenKind.Command && char.IsAsciiLetter(token.Text[^1]))
                    ),
                token
                    is { Kind: TokenKind.Sign, Text: "+" or "-" or "*" or "/" or "^" or "_" or "{" }
                        or { Kind: TokenKind.Command, Text: @"\cdot" or @"\times" or @"\pm" or @"\frac" or @"\sqrt" },
                isBeforeOperator,
                token is { Kind: TokenKind.Sign, Text: "=" },
                isAtEnd);
    }

    [GeneratedRegex(@"^\\(?:cdot|times|sin|cos|tan|sqrt|[dt]?frac|pi|theta|alpha|omega|over|div|pm)(?![A-Za-z])")]
    private static partial Regex OperatorBehind();
}
