using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Adjacent factors, including mixed numbers.</summary>
internal sealed partial class AnswerParser
{
    private Expression ReadJuxtaposed()
    {
        List<Expression> factors = [ReadPower()];
        while (true)
        {
            if (IsLetterForUnion(factors[^1]))
            {
                break;
            }

            if (Current.Kind is TokenKind.Text or TokenKind.Unit)
            {
                if (!TryReadUnit(factors))
                {
                    break;
                }
            }
            else if (IsLetterForTimes(factors))
            {
                Take();
            }
            else if (StartsFactor(Current))
            {
                AddFactor(factors);
            }
            else
            {
                break;
            }
        }

        // A(1, 2) is the point A with these coordinates.
        if (
            factors is [Expression.Symbol point, Expression.Bracketed { Open: '(', Close: ')' } coordinates]
            && char.IsAsciiLetterUpper(point.Name[0])
        )
        {
            return new Expression.Relation([point, coordinates], ["="]);
        }

        // Adjacent words are a sentence, whose order matters, and not a product.
        if (factors.Count == 1)
        {
            return factors[0];
        }

        if (AreMatrices(factors))
        {
            return new Expression.Application(new Expression.Symbol(@"\cdot"), factors, false);
        }

        bool areWords = factors.Any(factor =>
            factor is Expression.Words { Text.Length: > 1 } || factor is Expression.Quantity or Expression.MixedQuantity
        );
        return areWords ? throw new UnreadableAnswerException() : new Expression.Product([.. factors.Select(Unbraced)]);
    }

    // A^{-1}B is not BA^{-1}: capitals of which one is inverted or transposed are matrices, whose order matters.
    private static bool AreMatrices(List<Expression> factors) =>
        factors.Exists(factor => factor is Expression.Power)
        && factors.TrueForAll(factor => MatrixOf(factor) is not null)
        && factors.DistinctBy(MatrixOf).Skip(1).Any();

    private static string? MatrixOf(Expression factor) =>
        factor switch
        {
            Expression.Symbol { Name: [>= 'A' and <= 'Z'] name } => name,
            Expression.Power
            {
                Base: Expression.Symbol { Name: [>= 'A' and <= 'Z'] name },
                Exponent: Expression.Symbol { Name: "T" }
                    or Expression.Negative
                    {
                        Operand: Expression.Number { IsDecimal: false, Value: { IsInteger: true, Numerator.IsOne: true } }
                    }
            } => name,
            _ => null,
        };

    // An integer directly before a fraction of integers is a mixed number: 2 1/2 is a sum.
    private void AddFactor(List<Expression> factors)
    {
        if (IsMixedNumber(factors[^1]))
        {
            Expression numerator = ReadPrimary();
            Expect("/");
            factors[^1] = new Expression.Sum([factors[^1], new Expression.Quotient(numerator, ReadPrimary())]);
            return;
        }

        bool mayBeMixed =
            factors[^1] is Expression.Number { IsDecimal: false, Value.IsInteger: true }
            && tokens[position - 1].Kind == TokenKind.Number
            && Current.Text == @"\frac";
        Expression factor = ReadPower();
        if (
            mayBeMixed
            && factor
                is Expression.Quotient
                {
                    Numerator: Expression.Number { Value.IsInteger: true },
                    Denominator: Expression.Number { Value.IsInteger: true }
                }
        )
        {
            factors[^1] = new Expression.Sum([factors[^1], factor]);
            return;
        }

        if (
            mayBeMixed
            && factor
                is Expression.Call
                {
                    Function: "percent" or "degree",
                    Arguments: [Expression.Quotient { Numerator: Expression.Number, Denominator: Expression.Number } share]
                } call
        )
        {
            factors[^1] = call with { Arguments = [new Expression.Sum([factors[^1], share])] };
            return;
        }

        factors.Add(factor);
    }

    // 3 1/2: an integer, a space and a fraction of integers.
    private bool IsMixedNumber(Expression whole) =>
        whole is Expression.Number { IsDecimal: false, Value.IsInteger: true }
        && tokens[position - 1].Kind == TokenKind.Number
        && Current is { Kind: TokenKind.Number, IsSpaced: true }
        && Next is { Kind: TokenKind.Sign, Text: "/" }
        && tokens[position + 2] is { Kind: TokenKind.Number } denominator
        && (Current.Text + denominator.Text).All(char.IsAsciiDigit);

    // (-∞,1)U(2,∞): between two intervals the letter is the sign of a union.
    private bool IsLetterForUnion(Expression left) =>
        Current is { Kind: TokenKind.Letter, Text: "U" }
        && left is Expression.Bracketed { Items.Count: 2 } or Expression.SetOperation
        && Next is { Kind: TokenKind.Sign, Text: "(" or "[" } or { Text: @"\{" };

    // 1.5 x 10^3: a letter x between a number and a power of ten is a sign.
    private bool IsLetterForTimes(List<Expression> factors) =>
        factors is [Expression.Number]
        && Current is { Kind: TokenKind.Letter, Text: "x", IsSpaced: true }
        && Next is { Kind: TokenKind.Number, Text: "10", IsSpaced: true }
        && tokens[Math.Min(position + 2, tokens.Count - 1)].Text == "^";

    private static Expression Unbraced(Expression factor) =>
        factor is Expression.Listing { IsBraced: true, Items.Count: 1 } set ? set.Items[0] : factor;

    private bool StartsFactor(AnswerToken token) => token.Kind switch
    {
        TokenKind.Number or TokenKind.Letter => true,
        TokenKind.Sign => token.Text is "(" or "[" or "{" || (token.Text == "|" && insideBars == 0),
        TokenKind.Command => token.Text == @"\{" || StartsWithCommand(token.Text),
        _ => false,
    };

    private static bool StartsWithCommand(string command) =>
        CommandTable.Functions.ContainsKey(command[1..])
        || CommandTable.Styles.Contains(command)
        || CommandTable.Decorations.Contains(command)
        || command
            is @"\frac"
                or @"\money"
                or @"\neg"
                or @"\lnot"
                or @"\emptyset"
                or @"\sqrt"
                or @"\binom"
                or @"\lfloor"
                or @"\lceil"
                or @"\operatorname"
                or @"\begin"
                or @"\sum"
                or @"\prod"
                or @"\int"
                or @"\pi"
                or @"\infty"
                or @"\angle"
        || (command.Length > 2 && char.IsAsciiLetter(command[1]) && RelationOperators.Of(command) is null && !IsOperator(command));

    private static bool IsOperator(string command) =>
        command
            is @"\cup"
                or @"\cap"
                or @"\setminus"
                or @"\pm"
                or @"\mp"
                or @"\cdot"
                or @"\times"
                or @"\div"
                or @"\mod"
                or @"\bmod"
                or @"\pmod"
                or @"\rfloor"
                or @"\rceil"
                or @"\rvert"
                or @"\choose"
                or @"\over"
                or @"\end"
                or @"\circ"
                or @"\to"
                or @"\land"
                or @"\wedge"
                or @"\lor"
                or @"\vee"
                or @"\prime";
}
