namespace Empo.Experiments.Settings.Choices;

/// <summary>Which questions the normaliser counts.</summary>
public enum LossDenominator
{
    Kept,
    Round,
}
