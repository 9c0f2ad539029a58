using Empo.Stages.Templates.Values;

namespace Empo.Stages.Templates.Syntax;

/// <summary>
/// Cuts a template's source into tokens, with <c>trim_blocks</c> and <c>lstrip_blocks</c> on and the last line feed dropped, as Hugging
/// Face's renderer sets Jinja2. Source of the rules: Jinja2 3.1, <c>lexer.py</c>.
/// </summary>
internal sealed class TemplateLexer
{
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private bool _lineStarting = true;

    private TemplateLexer(string source) => _source = source;

    /// <exception cref="TemplateException">A tag, a comment or a literal is not closed, or a character belongs to no token.</exception>
    public static IReadOnlyList<Token> Read(string source)
    {
        var text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new TemplateLexer(text.EndsWith('\n') ? text[..^1] : text);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (_at < _source.Length)
        {
            var tag = NextTag(_at);
            if (tag == _source.Length)
            {
                Data(_source[_at..]);
                break;
            }

            var kind = _source[tag + 1];
            var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : ' ';
            Data(Stripped(_source[_at..tag], sign, isOutput: kind == '{'));
            _line += Lines(_at, tag);
            _at = tag + (sign == ' ' ? 2 : 3);
            Tag(kind);
            _lineStarting = _source[_at - 1] == '\n';
        }

        _tokens.Add(new Token(TokenKind.End, "", _line));
    }

    private void Tag(char kind)
    {
        switch (kind)
        {
            case '#':
                var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
                CloseAt(end >= 0 ? end : throw Wrong("a comment is not closed"), 2, end > _at ? _source[end - 1] : ' ', isBlock: true);
                break;
            case '{':
                _tokens.Add(new Token(TokenKind.OutputBegin, "{{", _line));
                Code('}', TokenKind.OutputEnd);
                break;
            case '%' when RawBody() is { } body:
                Raw(body);
                break;
            case '%':
                _tokens.Add(new Token(TokenKind.BlockBegin, "{%", _line));
                Code('%', TokenKind.BlockEnd);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private int NextTag(int from)
    {
        for (var i = from; i + 1 < _source.Length; i++)
        {
            if (_source[i] == '{' && _source[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return _source.Length;
    }

    /// <summary>The text before a tag after white space control.</summary>
    private string Stripped(string text, char sign, bool isOutput)
    {
        if (sign == '-')
        {
            return text[..PythonText.TrimmedEnd(text)];
        }

        var line = text.LastIndexOf('\n') + 1;
        return sign == '+' || isOutput || (line == 0 && !_lineStarting) || PythonText.TrimmedEnd(text) > line ? text : text[..line];
    }

    private void Data(string text)
    {
        if (text.Length > 0)
        {
            _tokens.Add(new Token(TokenKind.Data, text, _line));
        }
    }

    /// <summary>The tokens of a tag up to its end, which counts only outside of brackets.</summary>
    private void Code(char closing, TokenKind kind)
    {
        var brackets = new Stack<char>();
        while (_at < _source.Length)
        {
            if (brackets.Count == 0 && End(closing) is { } end)
            {
                _tokens.Add(new Token(kind, $"{closing}}}", _line));
                CloseAt(end, 2, end > _at ? _source[_at] : ' ', isBlock: closing == '%');
                return;
            }

            if (PythonText.IsSpace(_source[_at]))
            {
                _line += _source[_at++] == '\n' ? 1 : 0;
                continue;
            }

            var (token, next) = CodeLexer.Next(_source, _at, _line);
            Match(brackets, token);
            _tokens.Add(token);
            _line += Lines(_at, next);
            _at = next;
        }

        throw Wrong("a tag is not closed");
    }

    /// <summary>Where the tag's closing marks begin, with or without a sign before them; null where the tag goes on.</summary>
    private int? End(char closing)
    {
        var signed = _source[_at] == '-' || (_source[_at] == '+' && closing == '%') ? _at + 1 : _at;
        return signed + 1 < _source.Length && _source[signed] == closing && _source[signed + 1] == '}' ? signed : null;
    }

    private void CloseAt(int end, int length, char sign, bool isBlock)
    {
        var start = _at;
        _at = end + length;
        if (sign == '-')
        {
            while (_at < _source.Length && PythonText.IsSpace(_source[_at]))
            {
                _at++;
            }
        }
        else if (isBlock && sign != '+' && _at < _source.Length && _source[_at] == '\n')
        {
            _at++;
        }

        _line += Lines(start, _at);
    }

    private static void Match(Stack<char> brackets, Token token)
    {
        if (token.Kind != TokenKind.Operator)
        {
            return;
        }

        switch (token.Text)
        {
            case "(":
                brackets.Push(')');
                break;
            case "[":
                brackets.Push(']');
                break;
            case "{":
                brackets.Push('}');
                break;
            case ")" or "]" or "}" when !brackets.TryPop(out var open) || open != token.Text[0]:
                throw new TemplateException(TemplateFault.Syntax, $"'{token.Text}' closes no bracket", token.Line);
        }
    }

    /// <summary>Start of the text of a <c>raw</c> block whose tag begins here; null for another tag.</summary>
    private int? RawBody()
    {
        var i = SkipSpace(_at);
        if (string.CompareOrdinal(_source, i, "raw", 0, 3) != 0)
        {
            return null;
        }

        i = SkipSpace(i + 3);
        var strips = i < _source.Length && _source[i] == '-';
        i += strips ? 1 : 0;
        return string.CompareOrdinal(_source, i, "%}", 0, 2) != 0 ? null : strips ? SkipSpace(i + 2) : i + 2;
    }

    private void Raw(int body)
    {
        for (var tag = body; (tag = _source.IndexOf("{%", tag, StringComparison.Ordinal)) >= 0; tag += 2)
        {
            var sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : ' ';
            var name = SkipSpace(sign == ' ' ? tag + 2 : tag + 3);
            var end = SkipSpace(name + "endraw".Length);
            var closing = end < _source.Length && _source[end] is '-' or '+' ? _source[end] : ' ';
            var marks = closing == ' ' ? end : end + 1;
            if (string.CompareOrdinal(_source, name, "endraw", 0, 6) != 0 || string.CompareOrdinal(_source, marks, "%}", 0, 2) != 0)
            {
                continue;
            }

            _lineStarting = _source[body - 1] == '\n';
            Data(Stripped(_source[body..tag], sign, isOutput: false));
            CloseAt(marks, 2, closing, isBlock: true);
            return;
        }

        throw Wrong("a raw block is not closed");
    }

    private int SkipSpace(int at)
    {
        while (at < _source.Length && PythonText.IsSpace(_source[at]))
        {
            at++;
        }

        return at;
    }

    private int Lines(int from, int to) => _source.AsSpan(from, to - from).Count('\n');

    private TemplateException Wrong(string what) => new(TemplateFault.Syntax, what, _line);
}
