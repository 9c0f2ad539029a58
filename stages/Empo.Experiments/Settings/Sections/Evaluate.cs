using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;

namespace Empo.Experiments.Settings.Sections;

/// <summary>Measurement of policies.</summary>
public static class Evaluate
{
    private static readonly SettingSection Section = new();

    public static Setting<int> Every { get; } = Section.Integer("evaluate.every", 10, 0, 100_000, [],
        "Evaluate each so many rounds, and always the base and the last; 0 for those two only.");

    public static Setting<EvaluationSplit> Split { get; } =
        Section.Choice("evaluate.split", EvaluationSplit.Evaluation, [StageTable.Evaluate],
        "Questions that are asked; without answers all but accuracy is measured. none evaluates nothing, and so does the default "
        + "where the dataset has no evaluation questions.");

    public static Setting<int> Samples { get; } = Section.Integer("evaluate.samples", 16, 2, 4096, [StageTable.Evaluate],
        "Responses sampled for each question beside the greedy one.");

    public static Setting<double> Temperature { get; } = Section.Number("evaluate.temperature", 1, 0.01, 100, [StageTable.Evaluate],
        "Sampling temperature.");

    public static Setting<double> TopP { get; } = Section.Number("evaluate.top_p", 1, 0.000001, 1, [StageTable.Evaluate],
        "Nucleus mass.");

    public static Setting<int> TopK { get; } = Section.Integer("evaluate.top_k", 0, 0, 10_000_000, [StageTable.Evaluate],
        "Candidates a token; 0 takes all.");

    public static Setting<int> MaxTokens { get; } = Section.Integer("evaluate.max_tokens", 39, 1, 1_000_000, [StageTable.Evaluate],
        "Longest response in tokens.");

    public static Setting<int> SamplesPerChunk { get; } = Section.Integer("evaluate.samples_per_chunk", 8, 1, 4096, [StageTable.Evaluate],
        "Samples of a question in one chunk; divides evaluate.samples.");

    public static Setting<int> QuestionsPerChunk { get; } =
        Section.Integer("evaluate.questions_per_chunk", 32, 1, 65536, [StageTable.Evaluate],
        "Questions in one chunk.");

    public static Setting<IReadOnlyList<int>> K { get; } = Section.Integers("evaluate.k", [1, 4, 16], [StageTable.Evaluate],
        "The k of pass@k and maj@k; none above evaluate.samples.");

    public static Setting<string> ReasoningMarker { get; } = Section.Text("evaluate.reasoning_marker", "", [StageTable.Evaluate],
        "Share of responses that contain this text is reported; empty for none.");

    /// <summary>The rows of this section, in order.</summary>
    internal static IReadOnlyList<Setting> All => Section.Settings;
}
