
namespace Empo.Method.Answers.Reading;

/// <summary>
/// Cuts a cleaned answer into tokens. Thousands separators are resolved here, because the meaning of a comma depends on the brackets around
/// it: <c>1,234</c> is one number, <c>(1,234)</c> two coordinates.
/// </summary>
internal sealed partial class AnswerTokenizer(string text)
{
    private static readonly string[] Signs = [.. Enumerable.Range(0, 128).Select(code => ((char)code).ToString())];

    private readonly List<AnswerToken> tokens = new(16);
    private readonly Stack<char> brackets = new();
    private readonly bool hasIntegral = text.Contains(@"\int", StringComparison.Ordinal);
    private int position;
    private bool isSpaced;
    private bool isJoined;

    /// <summary>All tokens, the last of kind <see cref="TokenKind.End"/>.</summary>
    public static List<AnswerToken> Read(string cleaned)
    {
        AnswerTokenizer tokenizer = new(cleaned);
        while (tokenizer.position < cleaned.Length)
        {
            tokenizer.ReadOne();
        }

        tokenizer.Add(TokenKind.End, "");
        return tokenizer.tokens;
    }

    private char Current => position < text.Length ? text[position] : '\0';

    private void ReadOne()
    {
        char character = Current;
        if (character is ' ' or '~')
        {
            position++;
            isSpaced = true;
        }
        else if (char.IsAsciiDigit(character) || (character == '.' && position + 1 < text.Length && char.IsAsciiDigit(text[position + 1])))
        {
            ReadNumber();
        }
        else if (character == '\\')
        {
            ReadCommand();
        }
        else if (character == UnitMarker.Open)
        {
            int close = text.IndexOf(UnitMarker.Close, position);
            Add(TokenKind.Unit, text[(position + 1)..close]);
            position = close + 1;
        }
        else if (IsPartOfWord(character))
        {
            ReadLetters();
        }
        else
        {
            ReadSign(character);
        }
    }

    private void ReadCommand()
    {
        int end = position + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        if (end == position + 1)
        {
            end = Math.Min(end + 1, text.Length);
        }

        string command = CommandTable.LongestKnown(text[position..end]);
        position += command.Length;
        if (CommandTable.Words.Contains(command))
        {
            ReadWords();
        }
        else if (CommandTable.Layout.Contains(command) || command is @"\ " or @"\")
        {
            SkipLayout(command);
        }
        else
        {
            AddCommand(CommandTable.Brackets.GetValueOrDefault(command, command));
        }
    }

    private void SkipLayout(string command)
    {
        isSpaced = true;
        // \left. and \right. are invisible brackets.
        if (command is @"\left" or @"\right" or @"\mleft" or @"\mright")
        {
            while (Current == ' ')
            {
                position++;
            }

            position += Current == '.' ? 1 : 0;
            if (Current == '|')
            {
                position++;
                AddCommand(command is @"\left" or @"\mleft" ? @"\lvert" : @"\rvert");
            }
            else if (text.AsSpan(position).StartsWith(@"\vert"))
            {
                position += 5;
                AddCommand(command is @"\left" or @"\mleft" ? @"\lvert" : @"\rvert");
            }
            else if (Current == '{')
            {
                position++;
                AddCommand(@"\{");
            }
            else if (Current == '}' && command is @"\right" or @"\mright")
            {
                position++;
                AddCommand(@"\}");
            }
        }
        else if (command is @"\hspace" or @"\phantom" && Current == '{')
        {
            GroupContent();
        }
    }

    private void AddCommand(string command)
    {
        switch (command)
        {
            case @"\{" or "(" or "[":
                brackets.Push('(');
                break;
            case @"\}" or ")" or "]" when brackets.Count > 0:
                brackets.Pop();
                break;
            default:
                break;
        }

        Add(
            command.Length == 1 && !char.IsLetter(command[0]) ? TokenKind.Sign
                : command == "e" ? TokenKind.Letter
                : TokenKind.Command,
            command
        );
    }

    private void ReadWords()
    {
        while (Current == ' ')
        {
            position++;
        }

        string content =
            Current == '{' ? GroupContent()
            : Current == '\0' ? ""
            : text[position++].ToString();
        string words = content
            .Replace('~', ' ')
            .Replace(@"\,", " ", StringComparison.Ordinal)
            .Replace(@"\ ", " ", StringComparison.Ordinal)
            .Replace(@"\left", "", StringComparison.Ordinal)
            .Replace(@"\right", "", StringComparison.Ordinal)
            .Replace(@"\$", "", StringComparison.Ordinal)
            .Replace("$", "", StringComparison.Ordinal)
            .Trim();
        if (words.Length == 0)
        {
            // \text{ } is a space.
            isSpaced = true;
            return;
        }

        Add(TokenKind.Text, words);
    }

    private string GroupContent()
    {
        int depth = 0;
        int start = position + 1;
        while (position < text.Length)
        {
            char character = text[position++];
            depth += character == '{' ? 1 : character == '}' ? -1 : 0;
            if (depth == 0)
            {
                return text[start..(position - 1)];
            }
        }

        return text[Math.Min(start, text.Length)..];
    }

    private void ReadSign(char character)
    {
        position++;
        switch (character)
        {
            case '(' or '[':
                brackets.Push('(');
                break;
            case '{':
                brackets.Push('{');
                break;
            case ')' or ']' or '}' when brackets.Count > 0:
                brackets.Pop();
                break;
            case '<' or '>' or '!' when Current == '=':
                position++;
                Add(TokenKind.Sign, character + "=");
                return;
            default:
                break;
        }

        Add(TokenKind.Sign, character < Signs.Length ? Signs[character] : character.ToString());
    }

    private void Add(TokenKind kind, string spelling)
    {
        tokens.Add(new AnswerToken(kind, spelling, isSpaced));
        isSpaced = false;
    }
}
