using System.Globalization;
using Empo.Stages.Checkpoints;
using Empo.Stages.Prompts;
using Empo.Stages.Sampling;
using Empo.Stages.Templates;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Scoring;

/// <summary>
/// Question and response as a reward model reads them: a user's and an assistant's turn in its own chat template, in tokens of its own
/// tokenizer. Neither text can close its turn: what looks like a special token in it stays ordinary text, but for the response's thinking
/// marks.
/// </summary>
internal sealed class RewardConversation
{
    // Private characters occur in no template, and no template changes them.
    private const char QuestionMark = '\uE000', ReplyMark = '\uE001';

    private readonly string _folder;
    private readonly ITextTokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly ChatOptions _options;
    private readonly int? _padding;
    private readonly int _positions;

    private RewardConversation(string folder, ITextTokenizer tokenizer, ChatTemplate template, DateOnly? date)
    {
        (_folder, _tokenizer, _template) = (folder, tokenizer, template);
        _options = new ChatOptions { Date = date };
        _padding = RewardModelFolder.Padding(folder);
        _positions = RewardModelFolder.Config(folder).MaxPositions;
    }

    /// <param name="folder">The reward model's.</param>
    /// <param name="date">Today for its template; null refuses one that asks.</param>
    /// <exception cref="UserError">EMPO2040, EMPO4100 to EMPO4105: no template that can be used. EMPO4151: one that leaves out what was
    /// asked or answered. EMPO3001, EMPO3010, EMPO3012: no tokenizer that can be used.</exception>
    public static RewardConversation Open(string folder, DateOnly? date)
    {
        var tokenizer = TokenizerFolder.Load(folder);
        LoadedPolicy.RequireEmbeddings(tokenizer, RewardModelFolder.Config(folder), folder);
        var template = ChatTemplateFile.Read(folder, TemplateRemedy.OfRewardModel);
        var conversation = new RewardConversation(folder, tokenizer, template, date);
        conversation.RequireBothTurns();
        return conversation;
    }

    /// <summary>
    /// The tokens of a conversation up to the one at which the score is read: the last that is not the padding token, even where the
    /// template ends with that token.
    /// </summary>
    /// <param name="name">Of the response, for errors.</param>
    /// <exception cref="UserError">EMPO4102, EMPO4103, EMPO4105 of the template; EMPO4152: more tokens than the model has positions;
    /// EMPO4154: text that its tokenizer cannot encode.</exception>
    public int[] Tokens(string question, string response, string name)
    {
        var text = Render(question, response);
        int[] ids;
        try
        {
            ids = _tokenizer.Encode(text.Text, text.PlainParts);
        }
        catch (UserError error)
        {
            throw Unwritten(name, error.Message, error);
        }

        // Where every token is padding, transformers reads at the first.
        var length = Math.Max(1, Array.FindLastIndex(ids, id => id != _padding) + 1);
        return ids.Length == 0 ? throw Unwritten(name, "with its question, it has no token.")
            : length > _positions ? throw TooLong(name, length)
            : ids[..length];
    }

    private UserError Unwritten(string name, string why, UserError? cause = null) =>
        new(
            "EMPO4154",
            $"The reward model's tokenizer cannot write {name}: {why} Choose a reward model that reads the language of the questions and "
                + "responses.",
            _folder,
            cause: cause
        );

    private UserError TooLong(string name, int tokens) =>
        new(
            "EMPO4152",
            string.Create(
                CultureInfo.InvariantCulture,
                $"With its question, {name} has {tokens} tokens for the reward model, which reads {_positions}. It is not cut, because the "
                    + $"score of a part is another one. Lower rollout.max_tokens or prompt.max_tokens, or take a reward model with more "
                    + $"positions; rollouts are stored."
            ),
            _folder
        );

    /// <summary>A template that dropped a turn would give every response of a question, or every question, the same score.</summary>
    private void RequireBothTurns()
    {
        var text = Render(QuestionMark.ToString(), ReplyMark.ToString()).Text;
        var missing = (text.Contains(QuestionMark), text.Contains(ReplyMark)) switch
        {
            (true, true) => null,
            (false, true) => "the user's turn",
            (true, false) => "the assistant's turn",
            (false, false) => "both turns",
        };
        if (missing is not null)
        {
            throw new UserError(
                "EMPO4151",
                $"The reward model's chat template leaves out {missing} of a conversation of two turns, so its scores would not depend on "
                    + $"them. {TemplateRemedy.OfRewardModel.Otherwise}",
                ChatTemplateFile.PathOf(_folder)
            );
        }
    }

    private PromptText Render(string question, string response)
    {
        try
        {
            return _template.RenderEnded(question, response, _options);
        }
        catch (TemplateException exception)
        {
            throw TemplateFailure.Of(exception, ChatTemplateFile.PathOf(_folder), of: TemplateRemedy.OfRewardModel);
        }
    }
}
