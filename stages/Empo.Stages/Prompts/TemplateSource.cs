using System.Text;

namespace Empo.Stages.Prompts;

/// <summary>
/// Reads a chat template's source into nodes, without rendering it. Text outside tags is refused, except white space that the tags or the
/// options of Hugging Face's renderer (<c>trim_blocks</c>, <c>lstrip_blocks</c>) remove.
/// </summary>
/// <exception cref="FormatException">The source is not of this kind; the message names the unknown part.</exception>
internal sealed class TemplateSource
{
    private const int MaxDepth = 32;

    private readonly List<(bool Output, List<string> Code)> _tags;
    private int _next;
    private int _depth;

    private TemplateSource(string text) => _tags = Tags(text);

    public static IReadOnlyList<TemplateNode> Read(string text)
    {
        var source = new TemplateSource(text);
        var nodes = source.Nodes();
        return source._next == source._tags.Count ? nodes : throw new FormatException($"a stray {source._tags[source._next].Code[0]}");
    }

    /// <summary>The nodes up to a tag that closes or continues a block.</summary>
    private List<TemplateNode> Nodes()
    {
        var nodes = new List<TemplateNode>();
        if (++_depth > MaxDepth)
        {
            throw new FormatException("blocks that nest too deep");
        }

        for (; _next < _tags.Count; _next++)
        {
            var (output, code) = _tags[_next];
            if (output)
            {
                nodes.Add(new TemplateNode.Output(code));
                continue;
            }

            switch (code.FirstOrDefault())
            {
                case "if":
                    nodes.Add(If());
                    break;
                case "for":
                    _next++;
                    nodes.Add(new TemplateNode.For(code, Nodes()));
                    Expect("endfor");
                    break;
                case "set" when code.Contains("="):
                    nodes.Add(new TemplateNode.Set(code));
                    break;
                case "elif" or "else" or "endif" or "endfor":
                    _depth--;
                    return nodes;
                case var other:
                    throw new FormatException($"the statement '{other}'");
            }
        }

        _depth--;
        return nodes;
    }

    private TemplateNode.If If()
    {
        var branches = new List<(IReadOnlyList<string>, IReadOnlyList<TemplateNode>)>();
        while (true)
        {
            var condition = _tags[_next++].Code;
            branches.Add(([.. condition.Skip(1)], Nodes()));
            if (_next == _tags.Count || _tags[_next].Code[0] is not ("elif" or "else"))
            {
                Expect("endif");
                return new TemplateNode.If(branches);
            }
        }
    }

    private void Expect(string end)
    {
        if (_next == _tags.Count || _tags[_next].Code[0] != end)
        {
            throw new FormatException($"a block without {end}");
        }
    }

    private static List<(bool, List<string>)> Tags(string text)
    {
        var tags = new List<(bool, List<string>)>();
        var (position, afterBlock, trimmed) = (0, false, false);
        text = text.EndsWith('\n') ? text[..^1] : text; // the renderer drops the last line feed
        while (position < text.Length)
        {
            var start = NextTag(text, position);
            var end =
                start == text.Length
                    ? start
                    : text.IndexOf(text[start + 1] == '{' ? "}}" : $"{text[start + 1]}}}", start + 2, StringComparison.Ordinal);
            RefuseText(
                text[position..start],
                trimmed || (start + 2 < text.Length && text[start + 2] == '-'),
                afterBlock,
                start < text.Length && text[start + 1] != '{'
            );
            if (start == text.Length)
            {
                break;
            }

            if (end < 0)
            {
                throw new FormatException("a tag that is not closed");
            }

            var code = text[(start + 2)..end];
            (afterBlock, trimmed, position) = (text[start + 1] != '{', code.EndsWith('-'), end + 2);
            if (text[start + 1] != '#')
            {
                var tokens = Tokens(code.Trim('-'));
                tags.Add((text[start + 1] == '{', tokens.Count > 0 ? tokens : throw new FormatException("an empty tag")));
            }
        }

        return tags;
    }

    private static int NextTag(string text, int from)
    {
        for (var i = from; i + 1 < text.Length; i++)
        {
            if (text[i] == '{' && text[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return text.Length;
    }

    /// <summary>Text between two tags is allowed only where none of it is rendered.</summary>
    private static void RefuseText(string text, bool stripped, bool afterBlock, bool beforeBlock)
    {
        var rest = afterBlock && text.StartsWith('\n') ? text[1..] : text;
        rest = beforeBlock ? rest.TrimEnd(' ', '\t') : rest;
        if (rest.Length > 0 && !(stripped && string.IsNullOrWhiteSpace(rest)))
        {
            throw new FormatException($"the text '{rest.Trim()}' outside of tags");
        }
    }

    private static List<string> Tokens(string code)
    {
        var tokens = new List<string>();
        for (var i = 0; i < code.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(code[i]))
            {
                i++;
            }
            else if (code[i] is '\'' or '"')
            {
                tokens.Add(Literal(code, ref i));
            }
            else if (char.IsLetterOrDigit(code[i]) || code[i] == '_')
            {
                while (i < code.Length && (char.IsLetterOrDigit(code[i]) || code[i] == '_'))
                {
                    i++;
                }

                tokens.Add(code[start..i]);
            }
            else
            {
                i += i + 1 < code.Length && code[i + 1] == '=' ? 2 : 1;
                tokens.Add(code[start..i]);
            }
        }

        return tokens;
    }

    /// <summary>A quoted literal as a quotation mark and its value.</summary>
    private static string Literal(string code, ref int i)
    {
        var (quote, value) = (code[i++], new StringBuilder("\""));
        for (; i < code.Length && code[i] != quote; i++)
        {
            if (code[i] != '\\' || i + 1 == code.Length)
            {
                value.Append(code[i]);
                continue;
            }

            value.Append(code[++i] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' or '\'' or '"' => code[i],
                _ => throw new FormatException($"the escape \\{code[i]}"),
            });
        }

        return i++ < code.Length ? value.ToString() : throw new FormatException("a literal that is not closed");
    }
}
