using Empo.Experiments.Settings;
using Empo.Method;

namespace Empo.Stages.Scoring;

/// <summary>How answers are found and compared, the same for rewards and for evaluation.</summary>
internal sealed record AnswerRules(ExtractionPolicy Extraction, IAnswerEquivalence Equivalence)
{
    public static AnswerRules From(SettingSlice settings) =>
        new(AnswerEquivalences.ExtractionNamed(settings.Text("score.extraction")), AnswerEquivalences.Find(settings.Text("score.equivalence")));

    /// <summary>The final answer of a response, or null.</summary>
    public string? Extract(string response) => AnswerExtraction.Extract(response, Extraction);

    /// <summary>Whether an answer means the same as the correct one; a missing answer never does.</summary>
    public bool IsCorrect(string? answer, string correct) => answer is not null && Equivalence.AreEqual(answer, correct);
}
