using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>How a question becomes a prompt.</summary>
public static class Prompt
{
    private static readonly SettingSection Section = new();

    /// <summary>The stages that make prompts of a dataset's rows.</summary>
    private static readonly StageDefinition[] Asking = [StageTable.Prepare, StageTable.Finetune];

    public static Setting<string> Template { get; } = Section.Text("prompt.template", "{question}", Asking,
        "Prompt around a question; {question} stands for its text. With a chat template it is the user's turn.");

    public static Setting<ChatFormat> Chat { get; } = Section.Choice("prompt.chat", ChatFormat.None, Asking,
        "Whether the prompt is put into the turns of the model's own chat template.");

    public static Setting<string> System { get; } = Section.Text("prompt.system", "", Asking,
        "Text of the system turn; empty takes the chat template's own, if it has one.");

    public static Setting<bool> Thinking { get; } = Section.Flag("prompt.thinking", true, Asking,
        "False switches thinking off where the chat template has a switch (Qwen3); true leaves it to the template.");

    public static Setting<string> Date { get; } = Section.Text("prompt.date", "", Asking,
        "The day that a chat template is told when it asks for today's (Llama 3.2): 2025-01-31. Empty refuses such a template.",
        keyedWhenSet: true);

    public static Setting<string> Variables { get; } = Section.Text("prompt.variables", "", Asking,
        "Further variables of the chat template as a JSON object: '{\"reasoning_effort\": \"low\"}'.",
        keyedWhenSet: true);

    public static Setting<int> MaxTokens { get; } = Section.Integer("prompt.max_tokens", 1024, 1, 1_000_000, [StageTable.Prepare],
        "Questions whose prompt is longer are left out, counted and reported.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
