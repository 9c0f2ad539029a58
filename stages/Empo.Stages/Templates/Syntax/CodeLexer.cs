using System.Text.RegularExpressions;

namespace Empo.Stages.Templates.Syntax;

/// <summary>Reads one token of an expression or a statement.</summary>
internal static partial class CodeLexer
{
    private static readonly string[] Operators =
    [
        "**", "//", "==", "!=", ">=", "<=", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",",
        ";",
    ];

    /// <summary>The token at a place that is not white space, and where it ends.</summary>
    public static (Token Token, int Next) Next(string source, int at, int line)
    {
        if (source[at] is '\'' or '"')
        {
            return Literal(source, at, line);
        }

        if (char.IsAsciiDigit(source[at]))
        {
            var number = (at == 0 || source[at - 1] != '.') && Float().Match(source, at) is { Success: true } fraction
                ? (Kind: TokenKind.Float, fraction.Value)
                : (Kind: TokenKind.Integer, Integer().Match(source, at).Value);
            return (new Token(number.Kind, number.Value.Replace("_", "", StringComparison.Ordinal), line), at + number.Value.Length);
        }

        var name = Name().Match(source, at).Value;
        if (name.Length > 0)
        {
            return (new Token(TokenKind.Name, name, line), at + name.Length);
        }

        var found = Operators.FirstOrDefault(text => string.CompareOrdinal(source, at, text, 0, text.Length) == 0);
        return found is not null
            ? (new Token(TokenKind.Operator, found, line), at + found.Length)
            : throw new TemplateException(TemplateFault.Syntax, $"the character '{source[at]}' belongs to no statement", line);
    }

    private static (Token Token, int Next) Literal(string source, int at, int line)
    {
        for (var end = at + 1; end < source.Length; end++)
        {
            if (source[end] == source[at])
            {
                return (new Token(TokenKind.Text, StringLiteral.Value(source[(at + 1)..end], line), line), end + 1);
            }

            end += source[end] == '\\' ? 1 : 0;
        }

        throw new TemplateException(TemplateFault.Syntax, "a text in quotation marks is not closed", line);
    }

    [GeneratedRegex(@"\G(?:0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[0-9a-f])+|[1-9](?:_?[0-9])*|0(?:_?0)*)", RegexOptions.IgnoreCase)]
    private static partial Regex Integer();

    [GeneratedRegex(
        @"\G(?:[0-9]+_)*[0-9]+(?:(?:\.(?:[0-9]+_)*[0-9]+)?e[+\-]?(?:[0-9]+_)*[0-9]+|\.(?:[0-9]+_)*[0-9]+)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Float();

    [GeneratedRegex(@"\G[\p{L}_][\p{L}\p{N}_]*")]
    private static partial Regex Name();
}
