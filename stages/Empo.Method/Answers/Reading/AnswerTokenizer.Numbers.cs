using System.Text;

namespace Empo.Method.Answers.Reading;

/// <summary>Numbers: thousands separators, decimals, exponents.</summary>
internal sealed partial class AnswerTokenizer
{
    private void ReadNumber()
    {
        StringBuilder digits = new();
        bool joins = brackets.Count == 0 || brackets.Peek() == '{';
        isJoined = false;
        TakeDigits(digits);
        for (int separator = SeparatorLength(digits, joins); separator > 0; separator = SeparatorLength(digits, joins))
        {
            isJoined = true;
            position += separator;
            TakeDigits(digits);
        }

        if (Current == '.' && !(position + 1 < text.Length && text[position + 1] == '.'))
        {
            digits.Append('.');
            position++;
            TakeDigits(digits);
        }

        TakeExponent(digits);
        Add(TokenKind.Number, digits.ToString());
    }

    // Length of a thousands separator at this position, 0 for none.
    private int SeparatorLength(StringBuilder digits, bool joins)
    {
        ReadOnlySpan<char> rest = text.AsSpan(position);
        int length = rest switch
        {
            _ when rest.StartsWith("{,}") => 3,
            _ when rest.StartsWith(@",\!") => 3,
            _ when rest.StartsWith(@"\,") || rest.StartsWith(@"\;") || rest.StartsWith(@"\!") => 2,
            _ when (rest.StartsWith(" ") || rest.StartsWith("~")) && joins && !(tokens.Count > 0 && tokens[^1].Text is "^" or "_") => 1,
            _ when rest.StartsWith(",") && joins && (isJoined || IsRunOfThousands(digits.Length)) => 1,
            _ => 0,
        };
        if (length > 1 || (length == 1 && rest[0] != ','))
        {
            while (length < rest.Length && rest[length] == ' ')
            {
                length++;
            }
        }

        return length > 0 && LeadingDigits(rest[length..]) == 3 && (digits.Length is > 0 and <= 3 || isJoined) && digits[0] != '0'
            ? length
            : 0;
    }

    // "27,54,108,135" is a list although its end looks like thousands: all groups of the run must have three digits.
    private bool IsRunOfThousands(int first)
    {
        bool isInList =
            tokens.Count > 1
            && !isSpaced
            && tokens[^1] is { Kind: TokenKind.Sign, Text: ",", IsSpaced: false }
            && tokens[^2].Kind == TokenKind.Number;
        if ((first > 3 && !isJoined) || isInList)
        {
            return false;
        }

        int at = position;
        while (at < text.Length && text[at] == ',')
        {
            int count = LeadingDigits(text.AsSpan(at + 1));
            if (count == 0)
            {
                return at > position;
            }

            if (count != 3)
            {
                return false;
            }

            at += 1 + count;
        }

        return true;
    }

    private static int LeadingDigits(ReadOnlySpan<char> rest)
    {
        int count = rest.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? rest.Length : count;
    }

    private void TakeDigits(StringBuilder digits)
    {
        int count = LeadingDigits(text.AsSpan(position));
        digits.Append(text, position, count);
        position += count;
    }

    // 3e8, 1.5E-3: the letter must follow at once and digits must follow it.
    private void TakeExponent(StringBuilder digits)
    {
        if (Current is not ('e' or 'E'))
        {
            return;
        }

        int at = position + 1;
        if (at < text.Length && text[at] is '+' or '-')
        {
            at++;
        }

        int count = at < text.Length ? LeadingDigits(text.AsSpan(at)) : 0;
        if (count > 0)
        {
            digits.Append(text, position, at + count - position);
            position = at + count;
        }
    }
}
