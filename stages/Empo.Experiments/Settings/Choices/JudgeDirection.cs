namespace Empo.Experiments.Settings.Choices;

/// <summary>Which of two answers a judge takes as the reference.</summary>
public enum JudgeDirection
{
    One,
    Both,
}
