using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Datasets;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Prompts;

/// <summary>How a question becomes a prompt in tokens.</summary>
internal sealed class PromptFormat
{
    private const string Question = "{question}";

    private readonly string _folder;
    private readonly string _template;
    private readonly string? _system;
    private readonly bool _thinking;
    private readonly ChatTemplate? _chat;

    /// <param name="settings"><c>prompt.template</c>, <c>prompt.chat</c>, <c>prompt.system</c> and <c>prompt.thinking</c>.</param>
    /// <param name="folder">The folder with the tokenizer's files, for the chat template.</param>
    /// <exception cref="UserError">EMPO2040, EMPO2041: no known chat template. EMPO2042: settings that the prompt's format cannot
    /// use.</exception>
    public PromptFormat(SettingSlice settings, string folder)
    {
        _folder = folder;
        _template = settings.Get(Prompt.Template);
        _system = settings.Get(Prompt.System) is { Length: > 0 } system ? system : null;
        _thinking = settings.Get(Prompt.Thinking);
        _chat = settings.Get(Prompt.Chat) == ChatFormat.Template ? ChatTemplateFile.Read(folder) : null;
        if (_chat is null && (_system is not null || !_thinking))
        {
            throw new UserError(
                "EMPO2042",
                "prompt.system and prompt.thinking need a chat template, but prompt.chat is none. Set prompt.chat to template, "
                    + "or write everything into prompt.template."
            );
        }

        if (!_thinking && _chat!.OpeningWithoutThinking is null)
        {
            throw new UserError(
                "EMPO2042",
                "prompt.thinking is false, but the model's chat template has no switch for it. Remove the setting."
            );
        }
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
    /// <exception cref="UserError">EMPO2056: the template's form of earlier replies is unknown.</exception>
    public PromptText Compose(Dialogue dialogue)
    {
        if (_chat is not null)
        {
            if (_chat.EarlierReplies is null && dialogue.History.Any(turn => turn.Role == Turn.Assistant))
            {
                throw new UserError(
                    "EMPO2056",
                    "A question has earlier replies of the assistant, but how the model's chat template writes those is not "
                        + "known here. Set prompt.chat to none and write the prompt in prompt.template; the earlier turns then stand "
                        + "in the question's place.",
                    _folder
                );
            }

            return _chat.Render(
                dialogue with
                {
                    System = dialogue.System ?? _system,
                    Question = _template.Replace(Question, dialogue.Question, StringComparison.Ordinal),
                },
                _thinking
            );
        }

        var (prompt, question) = (new PromptText(), dialogue.Context);
        var rest = _template;
        for (var at = rest.IndexOf(Question, StringComparison.Ordinal); at >= 0; at = rest.IndexOf(Question, StringComparison.Ordinal))
        {
            prompt = prompt.Markup(rest[..at]).Plain(question);
            rest = rest[(at + Question.Length)..];
        }

        prompt = prompt.Markup(rest);
        return dialogue.Prefill is { } prefill
            ? (prompt.Text.Length == 0 || char.IsWhiteSpace(prompt.Text[^1]) ? prompt : prompt.Markup("\n")).Plain(prefill)
            : prompt;
    }

    public int[] Encode(string question, ITextTokenizer tokenizer) => Encode(new Dialogue { Question = question }, tokenizer);

    public int[] Encode(Dialogue dialogue, ITextTokenizer tokenizer)
    {
        var prompt = Compose(dialogue);
        return tokenizer.Encode(prompt.Text, prompt.PlainParts);
    }
}
