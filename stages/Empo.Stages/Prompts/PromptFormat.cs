using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Datasets;
using Empo.Stages.Templates;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>How a question becomes a prompt in tokens.</summary>
internal sealed class PromptFormat
{
    private const string Question = "{question}";

    private readonly string _folder;
    private readonly string _template;
    private readonly string? _system;
    private readonly ChatOptions _options;
    private readonly ChatTemplate? _chat;

    /// <param name="settings">The section <c>prompt</c>.</param>
    /// <param name="folder">The folder with the tokenizer's files, for the chat template.</param>
    /// <exception cref="UserError">EMPO2040, EMPO4100, EMPO4101: no chat template that can be read. EMPO2042: settings that the prompt's
    /// format cannot use. EMPO4106, EMPO4107: a malformed <c>prompt.date</c> or <c>prompt.variables</c>.</exception>
    public PromptFormat(SettingSlice settings, string folder)
    {
        _folder = folder;
        _template = settings.Get(Prompt.Template);
        _system = settings.Get(Prompt.System) is { Length: > 0 } system ? system : null;
        _options = ChatSettings.Options(settings);
        _chat = settings.Get(Prompt.Chat) == ChatFormat.Template ? ChatTemplateFile.Read(folder) : null;
        ChatSettings.RequirePlaces(_options, _system, _chat);
    }

    /// <summary>
    /// The prompt of a question. Without a chat template, special tokens are recognised in <c>prompt.template</c>, never in the question.
    /// </summary>
    public PromptText Compose(string question) => Compose(new Dialogue { Question = question });

    /// <summary>
    /// The prompt of a question and the turns around it. With a chat template each turn stays a turn. Without one, a transcript of the
    /// earlier turns takes the question's place. The beginning of a reply comes at the end, on a new line unless the template ends in white
    /// space.
    /// </summary>
    /// <exception cref="UserError">EMPO4101 to EMPO4105: the chat template refuses the conversation, or cannot be rendered.</exception>
    public PromptText Compose(Dialogue dialogue)
    {
        if (_chat is not null)
        {
            return Rendered(
                _chat,
                dialogue with
                {
                    System = dialogue.System ?? _system,
                    Question = _template.Replace(Question, dialogue.Question, StringComparison.Ordinal),
                },
                ofRow: dialogue.System is not null
            );
        }

        var (prompt, question) = (new PromptTextBuilder(), dialogue.Context);
        var rest = _template;
        for (var at = rest.IndexOf(Question, StringComparison.Ordinal); at >= 0; at = rest.IndexOf(Question, StringComparison.Ordinal))
        {
            prompt.Append(rest[..at], isPlain: false).Append(question, isPlain: true);
            rest = rest[(at + Question.Length)..];
        }

        var whole = prompt.Append(rest, isPlain: false).Build();
        return dialogue.Prefill is { } prefill
            ? (whole.Text.Length == 0 || char.IsWhiteSpace(whole.Text[^1]) ? whole : whole.Markup("\n")).Plain(prefill)
            : whole;
    }

    public int[] Encode(string question, ITextTokenizer tokenizer) => Encode(new Dialogue { Question = question }, tokenizer);

    public int[] Encode(Dialogue dialogue, ITextTokenizer tokenizer)
    {
        var prompt = Compose(dialogue);
        return _chat is null
            ? tokenizer.EncodePrompt(prompt.Text, prompt.PlainParts)
            : tokenizer.Encode(prompt.Text, prompt.PlainParts);
    }

    private PromptText Rendered(ChatTemplate chat, Dialogue dialogue, bool ofRow)
    {
        try
        {
            return chat.Render(dialogue, _options);
        }
        catch (TemplateException exception)
        {
            var remedy = exception.Fault == TemplateFault.Refused ? Remedy(chat, dialogue, ofRow) : null;
            throw TemplateFailure.Of(exception, ChatTemplateFile.PathOf(_folder), remedy);
        }
    }

    /// <summary>What helps where the template refuses a conversation, found by rendering it without its system turn.</summary>
    private string Remedy(ChatTemplate chat, Dialogue dialogue, bool ofRow)
    {
        try
        {
            chat.Render(dialogue with { System = null }, _options);
            return ofRow
                ? "Without the row's system turn it does not: move that text into the user's turn."
                : "Without prompt.system it does not: remove the setting, and write its text into prompt.template before {question}.";
        }
        catch (TemplateException)
        {
            var roles = dialogue.History.Select(turn => turn.Role).Append(Turn.User);
            return $"The roles of its turns are {string.Join(", ", dialogue.System is null ? roles : roles.Prepend(Turn.System))}. "
                + $"Correct the row, or: {TemplateFailure.WithoutTemplate}";
        }
    }
}
