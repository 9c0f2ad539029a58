using System.Text.RegularExpressions;
using Empo.Stages.Datasets;

namespace Empo.Stages.Prompts;

/// <summary>
/// A template of the ChatML family, as far as a question needs it: <c>&lt;|im_start|>role⏎content&lt;|im_end|>⏎</c> for a system turn, for
/// earlier turns and for the user's turn, then the opening of the assistant's turn and optionally the beginning of its reply.
/// </summary>
internal sealed partial record ChatTemplate
{
    private const string ThoughtsStart = "<think>", ThoughtsEnd = "</think>";

    /// <summary>Default system turn where the prompt has none; null where the template has no default.</summary>
    public string? DefaultSystem { get; init; }

    /// <summary>The text after <c>&lt;|im_start|>assistant⏎</c>.</summary>
    public string Opening { get; init; } = "";

    /// <summary>
    /// The text after it when thinking is switched off (an empty thinking block); null where the template has no such switch.
    /// </summary>
    public string? OpeningWithoutThinking { get; init; }

    /// <summary>How the assistant's earlier turns are written; null where that is unknown.</summary>
    public EarlierReplies? EarlierReplies { get; init; }

    /// <summary>The prompt of a question without other turns.</summary>
    /// <param name="system">Text of the system turn, or null for the template's own.</param>
    /// <param name="user">Text of the user's turn.</param>
    /// <param name="thinking">Whether the model may think; without the switch it must be true.</param>
    public PromptText Render(string? system, string user, bool thinking) =>
        Render(new Dialogue { System = system, Question = user }, thinking);

    /// <summary>The whole prompt.</summary>
    /// <param name="dialogue">The user's turn and the turns around it. Without a system turn, the template's own is taken.</param>
    /// <param name="thinking">Whether the model may think; without the switch it must be true.</param>
    public PromptText Render(Dialogue dialogue, bool thinking)
    {
        var system = dialogue.System;
        var prompt = new PromptText();
        if (system is not null)
        {
            prompt = prompt.Markup("<|im_start|>system\n").Plain(system).Markup("<|im_end|>\n");
        }
        else if (DefaultSystem is not null)
        {
            prompt = prompt.Markup($"<|im_start|>system\n{DefaultSystem}<|im_end|>\n");
        }

        var opening = thinking
            ? Opening
            : OpeningWithoutThinking ?? throw new InvalidOperationException("The template has no switch for thinking.");
        foreach (var turn in dialogue.History)
        {
            prompt = prompt.Markup($"<|im_start|>{turn.Role}\n").Plain(Earlier(turn)).Markup("<|im_end|>\n");
        }

        prompt = prompt.Markup("<|im_start|>user\n").Plain(dialogue.Question).Markup("<|im_end|>\n<|im_start|>assistant\n");
        return dialogue.Prefill is { } prefill ? Begin(prompt, opening, prefill) : prompt.Markup(opening);
    }

    /// <summary>
    /// Adds the opening and the beginning of a reply. A beginning that starts with its own thinking block replaces the opening. Its
    /// thinking marks are encoded as the model's special tokens.
    /// </summary>
    private static PromptText Begin(PromptText prompt, string opening, string prefill)
    {
        prompt = prefill.StartsWith(ThoughtsStart, StringComparison.Ordinal) ? prompt : prompt.Markup(opening);
        foreach (var part in Thoughts().Split(prefill).Where(part => part.Length > 0))
        {
            prompt = part is ThoughtsStart or ThoughtsEnd ? prompt.Markup(part) : prompt.Plain(part);
        }

        return prompt;
    }

    private string Earlier(Turn turn)
    {
        var end =
            turn.Role == Turn.Assistant && EarlierReplies == Prompts.EarlierReplies.WithoutThoughts
                ? turn.Content.LastIndexOf(ThoughtsEnd, StringComparison.Ordinal)
                : -1;
        return end < 0 ? turn.Content : turn.Content[(end + ThoughtsEnd.Length)..].TrimStart('\n');
    }

    [GeneratedRegex("(</?think>)")]
    private static partial Regex Thoughts();
}
