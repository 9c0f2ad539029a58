using Empo.Method.Answers.Expressions;

namespace Empo.Method.Answers.Reading;

/// <summary>Numbers, names, groups, functions and other primary expressions.</summary>
internal sealed partial class AnswerParser
{
    private Expression ReadPrimary()
    {
        AnswerToken token = Take();
        return token.Kind switch
        {
            TokenKind.Number => ReadRepeating(token.Text),
            TokenKind.Letter => ReadLetter(token),
            TokenKind.Text => ReadWords(token.Text),
            TokenKind.Unit => throw new UnreadableAnswerException(),
            TokenKind.Command => ReadCommand(token.Text),
            TokenKind.Sign => ReadGroup(token.Text),
            _ => throw new UnreadableAnswerException(),
        };
    }

    private Expression ReadLetter(AnswerToken token)
    {
        bool isNamed = Current is { Kind: TokenKind.Sign, Text: "_" };
        if (!isNamed && token.Text == "e")
        {
            return new Expression.Constant(ConstantKind.Euler);
        }

        if (!isNamed && token.Text == "i")
        {
            return new Expression.Constant(ConstantKind.Imaginary);
        }

        Expression.Symbol symbol = new(token.Text);
        bool isCall =
            Current is { Kind: TokenKind.Sign, Text: "(" } && (token.Text is "f" or "g" or "h" or "F" or "G" or "H" || IsSideOfRelation());
        return isCall ? ReadApplication(symbol) : symbol;
    }

    // p(x) = …, or … = p(x): a letter with plain arguments that is a whole side of a relation is a function.
    private bool IsSideOfRelation()
    {
        int close = position + 1;
        while (
            tokens[close].Kind is TokenKind.Letter or TokenKind.Number
            || tokens[close].Text == ","
            || (tokens[close].Text == "-" && tokens[close - 1].Text == "(")
        )
        {
            close++;
        }

        if (tokens[close].Text != ")" || close == position + 1)
        {
            return false;
        }

        bool isBefore = position >= 2 && RelationOperators.Of(tokens[position - 2].Text) is not null;
        bool isAfter = RelationOperators.Of(tokens[close + 1].Text) is not null;
        bool isWhole = position == 1 || isBefore || IsSeparator(tokens[position - 2]);
        return (isBefore && (isAfter || tokens[close + 1].Kind == TokenKind.End || IsSeparator(tokens[close + 1]))) || (isAfter && isWhole);
    }

    private Expression ReadApplication(Expression function)
    {
        Take();
        Expression arguments = ReadList(token => token.Text == ")" || IsEnd(token));
        Expect(")");
        return new Expression.Application(
            function,
            arguments is Expression.Listing { IsBraced: false } list ? list.Items : [arguments],
            false
        );
    }

    private Expression ReadWords(string words)
    {
        if (words.Length == 1 && char.IsAsciiLetter(words[0]))
        {
            return ReadLetter(new AnswerToken(TokenKind.Letter, words, false));
        }

        if (IsFunction(words, Current))
        {
            return ReadFunction(words);
        }

        if (PlainWords.IsIntroduction(words) && StartsFactor(Current))
        {
            return ReadPrimary();
        }

        if (isNested)
        {
            return new Expression.Words(words);
        }

        if (PlainWords.IsLetterList(words))
        {
            return Nested(() => Parse(words, budget, isNested: true));
        }

        bool isAmount =
            words.TrimStart() is [>= '0' and <= '9' or '-' or '+' or '(' or '.', ..]
            || (words.AsSpan().IndexOfAny('=', '<', '>') > 0 && words.Count(char.IsLetter) <= 1);
        bool isMathematics = isAmount && words.AsSpan().IndexOfAnyInRange('0', '9') >= 0 && !words.Contains('\\', StringComparison.Ordinal);
        return isMathematics
            ? Nested(() => Parse(UnitMarker.Mark(words, acceptsLetters: false), budget, isNested: true))
            : new Expression.Words(words);
    }

    private Expression ReadGroup(string open)
    {
        switch (open)
        {
            case "(" or "[":
                return ReadBracketed(open[0]);
            case "{":
                int bars = insideBars;
                insideBars = 0;
                Expression group = ReadList(token => token.Text == "}" || IsEnd(token));
                Expect("}");
                insideBars = bars;
                return group;
            case "|":
                insideBars++;
                Expression inner = ReadSum();
                Expect("|");
                insideBars--;
                return new Expression.Call("abs", [inner]);
            default:
                throw new UnreadableAnswerException();
        }
    }

    private Expression ReadBracketed(char open)
    {
        int bars = insideBars;
        insideBars = 0;
        Expression content = ReadList(token => token.Text is ")" or "]" || IsEnd(token));
        insideBars = bars;
        char close = Take().Text is ")" or "]" ? tokens[position - 1].Text[0] : throw new UnreadableAnswerException();
        if (content is Expression.Listing { IsBraced: false } list)
        {
            return new Expression.Bracketed(open, list.Items, close);
        }

        return (open, close) is ('(', ')') or ('[', ']') ? content : throw new UnreadableAnswerException();
    }

    private Expression ReadCommand(string command)
    {
        switch (command)
        {
            case @"\frac":
                return new Expression.Quotient(ReadArgument(), ReadArgument());
            case @"\binom":
                return new Expression.Call("binom", [ReadArgument(), ReadArgument()]);
            case @"\sqrt":
                return ReadRoot();
            case @"\pi":
                return new Expression.Constant(ConstantKind.Pi);
            case @"\infty" or @"\infinity" or @"\inf":
                return new Expression.Constant(ConstantKind.Infinity);
            case @"\emptyset":
                return new Expression.Listing([], true);
            case @"\{":
                return ReadBraces();
            case @"\lfloor":
                return ReadBetween("floor", @"\rfloor");
            case @"\lceil":
                return ReadBetween("ceil", @"\rceil");
            case @"\lvert":
                return ReadBars();
            case @"\begin":
                return ReadMatrix();
            case @"\sum" or @"\prod":
                return ReadSeries(command[1..]);
            case @"\money":
                return ReadMoney();
            case @"\angle":
                return ReadAngle();
            case @"\neg" or @"\lnot":
                return new Expression.Application(new Expression.Symbol(@"\neg"), [ReadNested()], false);
            case @"\lim":
                string limit = TryTake("_") ? ReadIndex() : throw new UnreadableAnswerException();
                return new Expression.Application(new Expression.Symbol($@"\lim_{{{limit}}}"), [ReadTerm()], false);
            case @"\int":
                return ReadIntegral();
            case @"\operatorname":
                return ReadFunction(ReadName());
            default:
                return ReadNamed(command);
        }
    }

    private Expression ReadNamed(string command)
    {
        if (CommandTable.Functions.ContainsKey(command[1..]))
        {
            return ReadFunction(command[1..]);
        }

        if (command is @"\vec" or @"\overrightarrow" or @"\overleftarrow" or @"\mathbf" or @"\boldsymbol" && IsGroupOfLetters())
        {
            // A to B is not B to A.
            return new Expression.Symbol($"{command}{{{ReadIndex()}}}");
        }

        if (CommandTable.Styles.Contains(command))
        {
            Expression styled = ReadArgument();
            vectorEnd = command is @"\vec" or @"\mathbf" or @"\boldsymbol" or @"\bm" or @"\overrightarrow" ? position : vectorEnd;
            return styled;
        }

        if (CommandTable.Decorations.Contains(command))
        {
            string name = command == @"\overline" ? @"\bar" : command;
            return new Expression.Symbol($"{name}{{{ExpressionPrinter.Print(ReadArgument())}}}");
        }

        // An unknown command may be an operator, unless it stands alone.
        bool isAlone =
            command.Length > 2
            && char.IsAsciiLetter(command[1])
            && !IsOperator(command)
            && RelationOperators.Of(command) is null
            && IsSide(Current)
            && (position == 1 || IsSide(tokens[position - 2]));
        return CommandTable.Symbols.Contains(command) || isAlone ? new Expression.Symbol(command) : throw new UnreadableAnswerException();
    }

    // The argument of a command: a group, or one token. \frac12 is 1/2: a number gives its first digit only.
    private Expression ReadArgument()
    {
        if (Current is { Kind: TokenKind.Number, Text.Length: > 1 } && Current.Text.All(char.IsAsciiDigit))
        {
            string digits = Current.Text;
            tokens[position] = Current with { Text = digits[1..] };
            return ReadNumber(digits[..1]);
        }

        return ReadNested();
    }

    private Expression ReadRoot()
    {
        if (!TryTake("["))
        {
            return new Expression.Call("sqrt", [ReadNested()]);
        }

        Expression degree = ReadSum();
        Expect("]");
        return new Expression.Call("sqrt", [degree, ReadNested()]);
    }

    // Bars with a direction nest; a plain bar closes them too.
    private Expression ReadBars()
    {
        int bars = insideBars;
        insideBars = 0;
        Expression inner = ReadSum();
        insideBars = bars;
        if (!TryTake(@"\rvert"))
        {
            Expect("|");
        }

        return new Expression.Call("abs", [inner]);
    }

    private Expression ReadBetween(string function, string close)
    {
        Expression inner = ReadSum();
        Expect(close);
        return new Expression.Call(function, [inner]);
    }
}
