namespace Empo.Stages.Datasets;

/// <summary>How a question becomes a prompt.</summary>
internal sealed record PromptRules
{
    /// <summary>Text with one <c>{question}</c>.</summary>
    public required string Template { get; init; }

    /// <summary>Longest prompt in tokens; longer questions are left out, never cut.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Questions of each split that are used; 0 takes all.</summary>
    public required IReadOnlyDictionary<DatasetSplit, int> Limits { get; init; }

    public string Prompt(string question) => Template.Replace("{question}", question, StringComparison.Ordinal);
}
