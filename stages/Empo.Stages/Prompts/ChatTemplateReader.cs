namespace Empo.Stages.Prompts;

/// <summary>
/// Recognises a ChatML template by its content. Every statement that the prompt of one question passes through must be known (ChatML
/// itself, Qwen2 to Qwen3). Parts about tools are skipped.
/// </summary>
/// <exception cref="FormatException">It is another template; the message names the unknown part.</exception>
internal sealed class ChatTemplateReader
{
    private const string Role = "\u0001", Content = "\u0002", FirstContent = "\u0003";
    private const string SystemStart = "<|im_start|>system\n", End = "<|im_end|>\n", Assistant = "<|im_start|>assistant\n";
    private const string FirstIsSystem = "messages[0].role==\"system";
    private const string ThinkingOff = "enable_thinking is defined and enable_thinking is false";

    private static readonly string[] OtherTurns =
    [
        "message.role==\"user",
        "message.role==\"system and not loop.first",
        "message.role==\"assistant and not message.tool_calls",
        "message.role==\"assistant",
    ];

    private ChatTemplate _template = new();
    private bool _systemFirst;
    private bool _turns;
    private bool _opening;
    private bool _repliesAsTurns;

    public static ChatTemplate Read(string source)
    {
        var reader = new ChatTemplateReader();
        reader.Nodes(TemplateSource.Read(source));
        return reader._turns && reader._opening
            ? reader._template with
            {
                EarlierReplies = reader.EarlierReplies(source),
            }
            : throw new FormatException("no turns of ChatML, or no opening of the assistant's");
    }

    /// <summary>
    /// Earlier replies are written whole where one output serves all roles, or where the assistant's turns share one with the user's. A
    /// separate branch is known only where it cuts thoughts off, as Qwen3's does.
    /// </summary>
    private EarlierReplies? EarlierReplies(string source) =>
        _repliesAsTurns ? Prompts.EarlierReplies.Whole
        : source.Contains("split('</think>')[-1]", StringComparison.Ordinal)
        || source.Contains("split(\"</think>\")[-1]", StringComparison.Ordinal)
            ? Prompts.EarlierReplies.WithoutThoughts
        : null;

    private void Nodes(IReadOnlyList<TemplateNode> nodes)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case TemplateNode.If { Branches: [var first, ..] } choice when Code(first.Condition) == "tools":
                    Nodes(
                        choice.Branches.Count == 1 ? []
                        : choice.Branches is [_, { Condition: [] } otherwise] ? otherwise.Body
                        : throw Unknown("a further case of tools")
                    );
                    break;
                case TemplateNode.If { Branches: [var first, ..] } choice when Code(first.Condition) == FirstIsSystem && !_turns:
                    System(choice);
                    break;
                case TemplateNode.If { Branches: [var only] } when Code(only.Condition) == "add_generation_prompt" && _turns:
                    Generation(only.Body);
                    break;
                case TemplateNode.For loop when Code(loop.Code) == "for message in messages" && loop.Writes:
                    Turns(loop.Body);
                    break;
                case TemplateNode.For { Writes: false }:
                    break;
                case TemplateNode.Set set when set.Code[1] == "ns":
                    break;
                default:
                    throw Unknown(Describe(node));
            }
        }
    }

    /// <summary>Reads a given system turn, else the template's own default if it has one.</summary>
    private void System(TemplateNode.If choice)
    {
        Require(choice.Branches[0].Body, SystemStart + FirstContent + End);
        _systemFirst = true;
        if (choice.Branches is [_, { Condition: [] } otherwise])
        {
            Default(otherwise.Body);
        }
        else if (choice.Branches.Count > 1)
        {
            throw Unknown("a further case of the system turn");
        }
    }

    private void Default(IReadOnlyList<TemplateNode> body)
    {
        var text = body is [TemplateNode.Output output] ? Text(output) : "";
        _template =
            text.StartsWith(SystemStart, StringComparison.Ordinal)
            && text.EndsWith(End, StringComparison.Ordinal)
            && !text.Any(character => character is >= '\u0001' and <= '\u0003')
                ? _template with
                {
                    DefaultSystem = text[SystemStart.Length..^End.Length],
                }
                : throw Unknown("another default of the system turn");
    }

    private void Turns(IReadOnlyList<TemplateNode> body)
    {
        foreach (var node in body)
        {
            switch (node)
            {
                case TemplateNode.If { Branches: [var only] } when Code(only.Condition) == "loop.first and messages[0].role!=\"system":
                    Default(only.Body);
                    break;
                case TemplateNode.If { Writes: false, Branches: [{ Body: [TemplateNode.Set set] } first, ..] }
                    when Code(first.Condition) == "message.content is string" && Code(set.Code) == "set content=message.content":
                    break;
                case TemplateNode.Output output when Text(output) == Turn && !_systemFirst:
                    (_turns, _repliesAsTurns) = (true, true);
                    break;
                case TemplateNode.If { Branches: [var first, ..] } when IsUsersTurn(first.Condition):
                    Require(first.Body, Turn);
                    (_turns, _repliesAsTurns) = (true, Cases(first.Condition).Any(OtherTurns[2..].Contains));
                    break;
                default:
                    throw Unknown(Describe(node));
            }
        }
    }

    private static string Turn => $"<|im_start|>{Role}\n{Content}{End}";

    /// <summary>A condition that holds for the user's turn, and for no system turn that was already written.</summary>
    private bool IsUsersTurn(IReadOnlyList<string> condition)
    {
        var cases = Cases(condition);
        return cases.Contains(OtherTurns[0]) && cases.All(OtherTurns.Contains) && (_systemFirst || cases.Length == 1);
    }

    private static string[] Cases(IReadOnlyList<string> condition) =>
        Code([.. condition.Where(token => token is not ("(" or ")"))]).Split(" or ");

    private void Generation(IReadOnlyList<TemplateNode> body)
    {
        var text = body is [TemplateNode.Output output, ..] ? Text(output) : "";
        _opening = text is Assistant or Assistant + "<think>\n" ? true : throw Unknown("another opening of the assistant's turn");
        _template = _template with { Opening = text[Assistant.Length..] };
        switch (body)
        {
            case [_]:
                return;
            case [_, TemplateNode.If { Branches: [{ Body: [TemplateNode.Output off] } first] }] when Code(first.Condition) == ThinkingOff:
                _template = _template with { OpeningWithoutThinking = _template.Opening + Fixed(off) };
                return;
            case [
                _,
                TemplateNode.If
                {
                    Branches: [{ Body: [TemplateNode.Output off] } first, { Condition: [], Body: [TemplateNode.Output on] }]
                },
            ] when Code(first.Condition) == ThinkingOff:
                _template = _template with
                {
                    OpeningWithoutThinking = _template.Opening + Fixed(off),
                    Opening = _template.Opening + Fixed(on),
                };
                return;
            default:
                throw Unknown(Describe(body[1]));
        }
    }

    private static void Require(IReadOnlyList<TemplateNode> body, string text)
    {
        if (body is not [TemplateNode.Output output] || Text(output) != text)
        {
            throw Unknown("another form of a turn");
        }
    }

    private static string Fixed(TemplateNode.Output output) =>
        Text(output) is var text && text.Any(character => character is >= '\u0001' and <= '\u0003')
            ? throw Unknown("another opening of the assistant's turn")
            : text;

    /// <summary>The text that an output writes, with control characters in place of contents and role.</summary>
    private static string Text(TemplateNode.Output output) => string.Concat(Parts(output.Code).Select(part => part switch
    {
        ['"', ..] => part[1..],
        "message.role" => Role,
        "message.content" or "content" => Content,
        "messages[0].content" => FirstContent,
        _ => throw Unknown($"'{part}' in an output"),
    }));

    private static IEnumerable<string> Parts(IReadOnlyList<string> code)
    {
        var part = new List<string>();
        foreach (var token in code.Append("+"))
        {
            if (token == "+")
            {
                yield return Code(part);
                part.Clear();
            }
            else
            {
                part.Add(token);
            }
        }
    }

    /// <summary>
    /// The tokens in one canonical spelling: words separated by a space, the rest joined, <c>['role']</c> as <c>.role</c>, a literal as a
    /// quotation mark and its value.
    /// </summary>
    private static string Code(IReadOnlyList<string> tokens)
    {
        var code = new System.Text.StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] == "[" && i + 2 < tokens.Count && tokens[i + 1] is "\"role" or "\"content" && tokens[i + 2] == "]")
            {
                code.Append('.').Append(tokens[i + 1].AsSpan(1));
                i += 2;
                continue;
            }

            var apart =
                code.Length > 0
                && i > 0
                && IsWord(tokens[i])
                && (IsWord(tokens[i - 1]) || tokens[i - 1] is "]" or ")" || tokens[i - 1].StartsWith('"'));
            code.Append(apart ? " " : "").Append(tokens[i]);
        }

        return code.ToString();
    }

    private static bool IsWord(string token) => char.IsLetterOrDigit(token[0]) || token[0] == '_';

    private static string Describe(TemplateNode node) => node switch
    {
        TemplateNode.Output output => $"'{{{{ {Code(output.Code)} }}}}'",
        TemplateNode.Set set => $"'{Code(set.Code)}'",
        TemplateNode.For loop => $"'{Code(loop.Code)}'",
        TemplateNode.If choice => $"'if {Code(choice.Branches[0].Condition)}'",
        _ => "a statement",
    };

    private static FormatException Unknown(string what) => new(what);
}
