namespace Empo.Method.Answers;

/// <summary>Named functions and their arguments.</summary>
internal sealed partial class AnswerParser
{
    private static readonly HashSet<string> Invertible = new(StringComparer.Ordinal) { "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh" };

    private string ReadName()
    {
        Expect("{");
        string name = "";
        while (!TryTake("}"))
        {
            AnswerToken token = Take();
            name += token.Kind == TokenKind.End ? throw new UnreadableAnswerException() : token.Text.TrimStart('\\');
        }

        return name;
    }

    private Expression ReadFunction(string name)
    {
        name = CommandTable.Functions.GetValueOrDefault(name, name);
        Expression? exponent = null;
        string? index = null;
        while (Current.Text is "^" or "_" && Current.Kind == TokenKind.Sign)
        {
            if (Take().Text == "_")
            {
                int start = position;
                index = ReadIndex();
                position = index.Length == 0 ? start : position;
            }
            else
            {
                exponent = Current is { Kind: TokenKind.Sign, Text: "-" } && Skip() ? new Expression.Negative(Nested(ReadPrimary)) : Nested(ReadPrimary);
            }
        }

        IReadOnlyList<Expression> arguments = ReadArguments();
        if (exponent is Expression.Negative { Operand: Expression.Number { Value.IsInteger: true } one } && one.Value.Numerator.IsOne && Invertible.Contains(name))
        {
            return new Expression.Call("a" + name, arguments);
        }

        Expression call = index is not null && name == "log"
            ? new Expression.Call("logbase", [Nested(() => Parse(index, budget)), .. arguments])
            : new Expression.Call(name, arguments);
        return exponent is null ? call : new Expression.Power(call, exponent);
    }

    // In brackets what they hold; without, the factors that follow up to the next function or sign.
    private IReadOnlyList<Expression> ReadArguments()
    {
        if (Current.Text is "(" or "[" or "{" or @"\{" && Current.Kind is not TokenKind.Text)
        {
            Expression inside = Nested(ReadPrimary);
            return inside switch
            {
                Expression.Bracketed bracketed => bracketed.Items,
                Expression.Listing list => list.Items,
                _ => [inside],
            };
        }

        List<Expression> factors = [];
        while (StartsFactor(Current) && !(Current.Kind == TokenKind.Command && factors.Count > 0 && CommandTable.Functions.ContainsKey(Current.Text[1..]))
            && !(factors.Count > 0 && Current.Text is "(" or "["))
        {
            factors.Add(ReadPower());
        }

        return factors.Count switch
        {
            0 => throw new UnreadableAnswerException(),
            1 => factors,
            _ => [new Expression.Product(factors)],
        };
    }
}
