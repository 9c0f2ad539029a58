namespace Empo.Experiments.Settings.Choices;

/// <summary>Questions that an evaluation asks.</summary>
public enum EvaluationSplit
{
    Evaluation,
    Development,
    None,
}
