namespace Empo.Experiments.Settings.Choices;

/// <summary>Values of settings by name.</summary>
public enum MethodPreset
{
    None,
    Paper,
    TrlMath,
    TrlNatural,
    Verl,
}
