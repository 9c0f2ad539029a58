using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Reading;

/// <summary>Points, angles and amounts of money.</summary>
internal sealed partial class AnswerParser
{
    private static bool IsSide(AnswerToken token) =>
        token.Kind == TokenKind.End || token.Text == "," || RelationOperators.Of(token.Text) is not null;

    // {AB}: two or more letters that name points.
    private bool IsGroupOfLetters()
    {
        int end = position + 1;
        while (tokens[Math.Min(end, tokens.Count - 1)] is { Kind: TokenKind.Letter or TokenKind.Text })
        {
            end++;
        }

        int letters = tokens[(position + 1)..Math.Min(end, tokens.Count)].Sum(token => token.Text.Length);
        return Current is { Kind: TokenKind.Sign, Text: "{" } && letters > 1 && tokens[Math.Min(end, tokens.Count - 1)].Text == "}";
    }

    // The angle ABC is the angle CBA; its vertex is the middle letter.
    private Expression.Symbol ReadAngle()
    {
        bool isBraced = TryTake("{");
        List<string> points = [];
        while (Current is { Kind: TokenKind.Letter or TokenKind.Text } && Current.Text.All(char.IsAsciiLetterUpper))
        {
            points.AddRange(Take().Text.Select(letter => letter.ToString()));
            while (Current is { Kind: TokenKind.Sign, Text: "_" or "'" } or { Text: @"\prime" })
            {
                points[^1] += Take().Text == "_" ? $"_{{{ReadIndex()}}}" : "'";
            }
        }

        if (isBraced)
        {
            Expect("}");
        }

        if (points.Count == 0)
        {
            return Current.Kind is TokenKind.Number or TokenKind.Letter or TokenKind.Command
                ? new Expression.Symbol($@"\angle {ExpressionPrinter.Print(ReadPower())}")
                : throw new UnreadableAnswerException();
        }

        bool isTurned = points.Count == 3 && string.CompareOrdinal(points[2], points[0]) < 0;
        return new Expression.Symbol($@"\angle {string.Join(' ', isTurned ? points.AsEnumerable().Reverse() : points)}");
    }

    // \money{USD} 36: a currency sign comes before its amount, with a minus on either side of it.
    private Expression ReadMoney()
    {
        string currency = ReadName();
        bool isNegative = Current is { Kind: TokenKind.Sign, Text: "-" } && Skip();
        Expression amount = ReadPower();
        if (!IsNumeric(amount))
        {
            return isNegative ? throw new UnreadableAnswerException() : amount;
        }

        while (
            Current.Kind == TokenKind.Text
            && PlainWords.MagnitudeOf(Current.Text.Trim()) is var magnitude and > 0
            && !Current.Text.Trim().Contains(' ', StringComparison.Ordinal)
        )
        {
            Take();
            amount = new Expression.Product([amount, new Expression.Number(((Rational)10).Power(magnitude), false)]);
        }

        amount = isNegative ? new Expression.Negative(amount) : amount;
        return currency.Length == 0 ? amount : new Expression.Quantity(amount, currency);
    }
}
