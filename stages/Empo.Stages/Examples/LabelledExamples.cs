using Empo.Stages.Training;

namespace Empo.Stages.Examples;

/// <summary>Examples to train on, and what was left out.</summary>
/// <param name="Sequences">Prompts and responses in tokens, in the order of the files.</param>
/// <param name="Questions">Questions that they belong to.</param>
/// <param name="LeftOut">Number of rows for each reason.</param>
internal sealed record LabelledExamples(
    IReadOnlyList<TrainingSequence> Sequences,
    int Questions,
    IReadOnlyDictionary<string, int> LeftOut
);
