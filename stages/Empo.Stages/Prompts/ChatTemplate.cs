using System.Text.RegularExpressions;
using Empo.Stages.Datasets;
using Empo.Stages.Templates;
using Empo.Stages.Templates.Values;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>A model's chat template: the turns of a conversation as the model was trained to read them.</summary>
internal sealed partial class ChatTemplate
{
    private const string ThoughtsStart = "<think>", ThoughtsEnd = "</think>";

    /// <summary>Variables by which published templates switch thinking off: Qwen3, SmolLM3 and GLM; DeepSeek-V3.1 and Granite.</summary>
    private static readonly string[] ThinkingSwitches = ["enable_thinking", "thinking"];

    private readonly JinjaTemplate _template;
    private readonly IReadOnlyDictionary<string, string> _specialTokens;

    /// <param name="source">In Jinja.</param>
    /// <param name="specialTokens">By role: <c>bos_token</c>, <c>eos_token</c> …</param>
    /// <exception cref="TemplateException">The source cannot be read.</exception>
    public ChatTemplate(string source, IReadOnlyDictionary<string, string> specialTokens) =>
        (_template, _specialTokens) = (JinjaTemplate.Read(source), specialTokens);

    /// <summary>Whether thinking can be switched off.</summary>
    public bool HasThinkingSwitch => ThinkingSwitches.Any(_template.Variables.Contains);

    /// <summary>Whether a variable is such a switch.</summary>
    public static bool IsThinkingSwitch(string variable) => ThinkingSwitches.Contains(variable);

    /// <summary>Whether it names a variable.</summary>
    public bool Names(string variable) => _template.Variables.Contains(variable);

    /// <summary>The whole prompt: all turns, the opening of the reply, and the beginning of the reply if there is one.</summary>
    /// <param name="dialogue">The user's turn and the turns around it. Without a system turn, the template's own is taken.</param>
    /// <param name="options">What else the template is told.</param>
    /// <exception cref="TemplateException">The template refuses the conversation, or cannot be rendered.</exception>
    public PromptText Render(Dialogue dialogue, ChatOptions options)
    {
        IEnumerable<Turn> turns = [.. dialogue.History, new Turn(Turn.User, dialogue.Question)];
        turns = dialogue.System is null ? turns : turns.Prepend(new Turn(Turn.System, dialogue.System));
        var prompt = Render([.. turns], options, opensReply: true);
        return dialogue.Prefill is { } prefill ? Begin(prompt, prefill) : prompt;
    }

    /// <summary>
    /// What the template writes after a reply that ends the conversation: the token that ends a turn, where it writes one. Null where it
    /// writes no such conversation.
    /// </summary>
    public string? AfterReply()
    {
        // A private character stands for the reply, since it occurs in no template and no template changes it.
        const char reply = '\uE001';
        try
        {
            Turn[] turns = [new(Turn.User, "\uE000"), new(Turn.Assistant, reply.ToString())];
            var text = Render(turns, new ChatOptions { Date = new DateOnly(2000, 1, 1) }, opensReply: false).Text;
            return text.LastIndexOf(reply) is var at and >= 0 ? text[(at + 1)..] : null;
        }
        catch (TemplateException)
        {
            return null; // rendering a real prompt reports it
        }
    }

    /// <summary>
    /// A question and the reply that ends the conversation, without the opening of another one. The reply's thinking marks are encoded as
    /// the model's special tokens; all else in both is text.
    /// </summary>
    /// <exception cref="TemplateException">The template refuses the conversation, or cannot be rendered.</exception>
    public PromptText RenderEnded(string question, string reply, ChatOptions options) => Render(
        [Message(new Turn(Turn.User, question)), Message(TextValue.OfMarkup(Turn.Assistant), AppendReply(PromptText.Empty, reply))],
        question.Length + (long)reply.Length,
        options,
        opensReply: false
    );

    private PromptText Render(IReadOnlyList<Turn> turns, ChatOptions options, bool opensReply) =>
        Render([.. turns.Select(Message)], turns.Sum(turn => (long)turn.Content.Length), options, opensReply);

    private PromptText Render(IReadOnlyList<DictionaryValue> messages, long characters, ChatOptions options, bool opensReply)
    {
        var variables = new List<(string, TemplateValue)>
        {
            ("messages", new ListValue([.. messages])),
            ("tools", NoneValue.Instance),
            ("documents", NoneValue.Instance),
            ("add_generation_prompt", BooleanValue.Of(opensReply)),
        };
        variables.AddRange(_specialTokens.Select(token => (token.Key, (TemplateValue)TextValue.OfMarkup(token.Value))));
        if (!options.Thinking)
        {
            variables.AddRange(ThinkingSwitches.Select(name => (name, (TemplateValue)BooleanValue.False)));
        }

        variables.AddRange(options.Variables);
        return _template.Render(variables, options.Date, characters);
    }

    private static DictionaryValue Message(Turn turn) =>
        Message(turn.IsMoreThanText ? Plain(turn.Role) : TextValue.OfMarkup(turn.Role), PromptText.OfPlain(turn.Content));

    private static DictionaryValue Message(TextValue role, PromptText content) =>
        new([(TextValue.OfMarkup("role"), role), (TextValue.OfMarkup("content"), new TextValue(content))]);

    private static TextValue Plain(string text) => new(PromptText.OfPlain(text));

    /// <summary>
    /// Adds the beginning of a reply. One that starts with its own thinking block replaces the one that the template opens. Its thinking
    /// marks are encoded as the model's special tokens.
    /// </summary>
    private static PromptText Begin(PromptText prompt, string prefill)
    {
        if (prefill.StartsWith(ThoughtsStart, StringComparison.Ordinal) && OpenedThoughts().Match(prompt.Text) is { Success: true } opened)
        {
            prompt = prompt.Slice(0, opened.Index);
        }

        return AppendReply(prompt, prefill);
    }

    /// <summary>Appends what an assistant wrote: plain text but for thinking marks.</summary>
    private static PromptText AppendReply(PromptText prompt, string reply)
    {
        foreach (var part in Thoughts().Split(reply).Where(part => part.Length > 0))
        {
            prompt = part is ThoughtsStart or ThoughtsEnd ? prompt.Markup(part) : prompt.Plain(part);
        }

        return prompt;
    }

    [GeneratedRegex("(</?think>)")]
    private static partial Regex Thoughts();

    [GeneratedRegex(@"<think>\s*(?:</think>\s*)?\z")]
    private static partial Regex OpenedThoughts();
}
