using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Named functions and their arguments.</summary>
internal sealed partial class AnswerParser
{
    private static readonly HashSet<string> Invertible = new(StringComparer.Ordinal) { "sin", "cos", "tan", "cot", "sinh", "cosh", "tanh" };

    // \mathrm{arctg} 2: a function written as text, where it has an argument.
    private bool IsFunction(string words, AnswerToken next) =>
        CommandTable.Functions.ContainsKey(words)
        && UnitTable.Find(words) is null
        && (StartsFactor(next) || next is { Kind: TokenKind.Sign, Text: "^" or "_" });

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
                exponent = Current is { Kind: TokenKind.Sign, Text: "-" } && Skip() ? new Expression.Negative(ReadNested()) : ReadNested();
            }
        }

        // \log_23 has an index of one digit, as LaTeX sets it; \log_10 2 is taken literally.
        if (
            index is { Length: > 1 }
            && index.All(char.IsAsciiDigit)
            && tokens[position - 1].Kind == TokenKind.Number
            && !StartsFactor(Current)
        )
        {
            tokens[--position] = tokens[position] with { Text = index[1..] };
            index = index[..1];
        }

        IReadOnlyList<Expression> arguments = ReadArguments();
        if (name == "cis")
        {
            return new Expression.Sum([
                new Expression.Call("cos", arguments),
                new Expression.Product([new Expression.Constant(ConstantKind.Imaginary), new Expression.Call("sin", arguments)]),
            ]);
        }

        if (
            exponent is Expression.Negative { Operand: Expression.Number { Value.IsInteger: true } one }
            && one.Value.Numerator.IsOne
            && Invertible.Contains(name)
        )
        {
            return new Expression.Call("a" + name, arguments);
        }

        Expression call = index is not null && name == "log"
            ? new Expression.Call("logbase", [Nested(() => Parse(index, budget, isNested: true)), .. arguments])
            : new Expression.Call(name, arguments);
        return exponent is null ? call : new Expression.Power(call, exponent);
    }

    // With brackets, their contents; without, the following factors up to the next function or sign.
    private IReadOnlyList<Expression> ReadArguments()
    {
        if (Current.Text is "(" or "[" or "{" or @"\{" && Current.Kind is not TokenKind.Text)
        {
            Expression inside = ReadNested();
            return inside switch
            {
                Expression.Bracketed bracketed => bracketed.Items,
                Expression.Listing list => list.Items,
                _ => [inside],
            };
        }

        List<Expression> factors = [];
        while (
            StartsFactor(Current)
            && !(Current.Kind == TokenKind.Command && factors.Count > 0 && CommandTable.Functions.ContainsKey(Current.Text[1..]))
            && !(factors.Count > 0 && Current.Text is "(" or "[")
        )
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
