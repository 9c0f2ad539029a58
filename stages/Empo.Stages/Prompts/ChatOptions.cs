using Empo.Stages.Templates.Values;

namespace Empo.Stages.Prompts;

/// <summary>What a chat template is told besides the conversation.</summary>
internal sealed record ChatOptions
{
    /// <summary>Whether the model may think. True leaves it to the template.</summary>
    public bool Thinking { get; init; } = true;

    /// <summary>Today for the template; null refuses one that asks.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Further variables, by name.</summary>
    public IReadOnlyList<(string Name, TemplateValue Value)> Variables { get; init; } = [];
}
