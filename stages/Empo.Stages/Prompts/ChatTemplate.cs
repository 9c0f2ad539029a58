namespace Empo.Stages.Prompts;

/// <summary>
/// A template of the ChatML family, as far as one question needs it: <c>&lt;|im_start|>role⏎content&lt;|im_end|>⏎</c> for a system turn
/// and the user's, then the opening of the assistant's.
/// </summary>
internal sealed record ChatTemplate
{
    /// <summary>System turn where the prompt gives none; null where there is then no such turn.</summary>
    public string? DefaultSystem { get; init; }

    /// <summary>What follows <c>&lt;|im_start|>assistant⏎</c>.</summary>
    public string Opening { get; init; } = "";

    /// <summary>What follows it instead when thinking is switched off (an empty block of thoughts); null where the template has no such switch.</summary>
    public string? OpeningWithoutThinking { get; init; }

    /// <summary>The whole prompt.</summary>
    /// <param name="system">Text of the system turn, or null for the template's own.</param>
    /// <param name="user">Text of the user's turn.</param>
    /// <param name="thinking">Whether the model may think; without the switch it must be true.</param>
    public PromptText Render(string? system, string user, bool thinking)
    {
        var prompt = new PromptText();
        if (system is not null)
        {
            prompt = prompt.Markup("<|im_start|>system\n").Plain(system).Markup("<|im_end|>\n");
        }
        else if (DefaultSystem is not null)
        {
            prompt = prompt.Markup($"<|im_start|>system\n{DefaultSystem}<|im_end|>\n");
        }

        var opening = thinking ? Opening : OpeningWithoutThinking ?? throw new InvalidOperationException("The template has no switch for thinking.");
        return prompt.Markup("<|im_start|>user\n").Plain(user).Markup($"<|im_end|>\n<|im_start|>assistant\n{opening}");
    }
}
