namespace Empo.Experiments.Settings.Choices;

/// <summary>When two answers mean the same.</summary>
public enum AnswerEquivalence
{
    Canonical,
    Verl,
    TrlMath,
    Text,
    Judge,
}
