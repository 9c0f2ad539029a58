namespace Empo.Experiments.Settings.Choices;

/// <summary>Where responses come from.</summary>
public enum RolloutEngine
{
    Local,
    Server,
    Imported,
}
