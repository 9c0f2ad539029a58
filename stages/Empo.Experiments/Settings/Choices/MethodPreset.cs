namespace Empo.Experiments.Settings.Choices;

/// <summary>A named set of values of settings.</summary>
public enum MethodPreset
{
    None,
    Paper,
    TrlMath,
    TrlNatural,
    Verl,
}
