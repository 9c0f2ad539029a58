using Empo.Method.Answers.Expressions;
using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Reading;

/// <summary>
/// Reads an answer into an <see cref="Expression"/> by recursive descent. Loosest first: list, relation, ratio, set algebra, sum, product
/// and quotient, juxtaposition (tighter than a slash: <c>1/8y</c> is 1/(8y)), power and postfix signs.
/// </summary>
internal sealed partial class AnswerParser
{
    private const int MaxNesting = 60;

    private readonly List<AnswerToken> tokens;
    private readonly WorkBudget budget;

    // The counted things, without plural endings.
    private readonly HashSet<string> nouns = new(StringComparer.OrdinalIgnoreCase);
    private int position;
    private int depth;
    private int insideBars;
    private bool colonSeparates;
    private int vectorEnd = -1;

    // Inside text that was read as mathematics, words stay words.
    private readonly bool isNested;

    private AnswerParser(List<AnswerToken> tokens, WorkBudget budget, bool isNested)
    {
        this.tokens = tokens;
        this.budget = budget;
        this.isNested = isNested;
    }

    /// <summary>The tree of a cleaned answer.</summary>
    /// <exception cref="UnreadableAnswerException">The text is not an answer in any notation known here.</exception>
    public static Expression Parse(string cleaned, WorkBudget budget) => Parse(cleaned, budget, isNested: false);

    private static Expression Parse(string cleaned, WorkBudget budget, bool isNested)
    {
        AnswerParser parser = new(AnswerTokenizer.Read(cleaned), budget, isNested);
        Expression answer = parser.ReadList(IsEnd);
        // "2 boys and 3 girls": it would be lost which number counts which.
        return parser.Current.Kind == TokenKind.End && parser.nouns.Count < 2 ? answer : throw new UnreadableAnswerException();
    }

    private AnswerToken Current => tokens[position];

    private AnswerToken Next => tokens[Math.Min(position + 1, tokens.Count - 1)];

    private static bool IsEnd(AnswerToken token) => token.Kind == TokenKind.End;

    private AnswerToken Take()
    {
        budget.Spend();
        AnswerToken token = tokens[position];
        position += token.Kind == TokenKind.End ? 0 : 1;
        return token;
    }

    private bool TryTake(string text)
    {
        if (Current.Text != text || Current.Kind is TokenKind.Text or TokenKind.End)
        {
            return false;
        }

        Take();
        return true;
    }

    private void Expect(string text)
    {
        if (!TryTake(text))
        {
            throw new UnreadableAnswerException();
        }
    }

    private void Descend()
    {
        depth++;
        if (depth > MaxNesting)
        {
            throw new OverBudgetException();
        }
    }

    private Expression Nested(Func<Expression> read)
    {
        Descend();
        Expression result = read();
        depth--;
        return result;
    }

    private Expression ReadNested()
    {
        Descend();
        Expression result = ReadPrimary();
        depth--;
        return result;
    }

    /// <summary>Answers separated by commas, semicolons, "and" or "or", up to a closing token, which is not consumed.</summary>
    private Expression ReadList(Func<AnswerToken, bool> closes)
    {
        List<List<Expression>> groups = [[]];
        HashSet<string>? signs = null;
        while (!closes(Current))
        {
            groups[^1].Add(ReadRelation());
            bool isSeparated = false;
            while (IsSeparator(Current))
            {
                isSeparated = true;
                signs ??= new HashSet<string>(StringComparer.Ordinal);
                signs.Add(
                    Current.Kind == TokenKind.Command ? Current.Text
                    : PlainWords.IsOr(Current.Text) ? "or"
                    : PlainWords.IsConditional(Current.Text) ? "if"
                    : ","
                );
                if (Take().Text == ";")
                {
                    groups.Add([]);
                }
            }

            if (!isSeparated && !closes(Current))
            {
                throw new UnreadableAnswerException();
            }
        }

        groups.RemoveAll(group => group.Count == 0);
        if (signs is not null && groups is [var statements] && Logical(statements, signs) is { } statement)
        {
            return statement;
        }

        return groups.Count switch
        {
            0 => throw new UnreadableAnswerException(),
            1 => groups[0].Count == 1
                ? groups[0][0]
                : new Expression.Listing(groups[0], false) { IsAlternative = signs is { Count: 1 } && signs.Contains("or") },
            _ => new Expression.Listing(
                [.. groups.Select(group => group.Count == 1 ? group[0] : new Expression.Bracketed('(', group, ')'))],
                false
            ),
        };
    }

    // p ∨ q differs from p ∧ q, and "A if B" from "B if A". Between equations and numbers the signs make a list.
    private static Expression.Application? Logical(List<Expression> items, HashSet<string> signs)
    {
        bool isLogical =
            items.Count > 1
            && items.All(item => item is Expression.Symbol or Expression.Application or Expression.Words)
            && signs.Any(sign => sign is @"\lor" or @"\wedge" or "if");
        if (!isLogical)
        {
            return null;
        }

        return signs.Count == 1 && !signs.Contains("if")
            ? new Expression.Application(
                new Expression.Symbol(signs.First()),
                [.. items.OrderBy(ExpressionPrinter.Print, StringComparer.Ordinal)],
                false
            )
            : throw new UnreadableAnswerException();
    }

    private static bool IsSeparator(AnswerToken token) =>
        token is { Kind: TokenKind.Sign, Text: "," or ";" } or { Kind: TokenKind.Command, Text: @"\lor" or @"\vee" or @"\wedge" }
        || (token.Kind == TokenKind.Text && (PlainWords.IsJoining(token.Text.Trim(' ', ',')) || PlainWords.IsConditional(token.Text)));

    private Expression ReadRelation()
    {
        // "if n = 1" means n = 1.
        while (Current.Kind == TokenKind.Text && PlainWords.IsConditional(Current.Text))
        {
            Take();
        }

        // "= 5" and "≈ 3.14" lost their left side.
        if (RelationOperators.Of(Current.Text) is "=" or "~" && Current.Kind != TokenKind.Text)
        {
            Take();
        }

        Expression first = ReadRatio();
        if (Current.Kind is TokenKind.Text or TokenKind.End || RelationOperators.Of(Current.Text) is null)
        {
            return first;
        }

        List<Expression> sides = [first];
        List<string> operators = [];
        while (Current.Kind != TokenKind.Text && RelationOperators.Of(Current.Text) is { } name)
        {
            Take();
            operators.Add(name);
            sides.Add(ReadRatio());
        }

        return new Expression.Relation(sides, operators);
    }

    private Expression ReadRatio()
    {
        Expression first = ReadSets();
        if (colonSeparates || Current is not { Kind: TokenKind.Sign, Text: ":" } || Next.Text == "=")
        {
            return first;
        }

        List<Expression> parts = [first];
        bool mayBeTime = true;
        while (TryTake(":"))
        {
            AnswerToken digits = Current;
            parts.Add(ReadSets());
            mayBeTime &=
                digits is { Kind: TokenKind.Number, Text: [>= '0' and <= '5', >= '0' and <= '9'] } && parts[^1] is Expression.Number;
        }

        return new Expression.Ratio(parts, mayBeTime);
    }

    private Expression ReadSets()
    {
        Expression left = ReadSum();
        while (Current is { Kind: TokenKind.Command, Text: @"\cup" or @"\cap" or @"\setminus" } || IsLetterForUnion(left))
        {
            string name = Take() is { Kind: TokenKind.Command } sign ? sign.Text[1..] : "cup";
            left = new Expression.SetOperation(name, left, ReadSum());
        }

        return left;
    }

    private Expression ReadFactor()
    {
        Descend();
        Expression factor = Current is { Kind: TokenKind.Sign, Text: "-" } && Skip()
            ? new Expression.Negative(ReadFactor())
            : Current is { Kind: TokenKind.Sign, Text: "+" } && Skip() ? ReadFactor() : ReadJuxtaposed();
        depth--;
        return factor;
    }

    private static Expression Product(Expression left, Expression right) =>
        left is Expression.Product product ? new Expression.Product([.. product.Factors, right]) : new Expression.Product([left, right]);
}
