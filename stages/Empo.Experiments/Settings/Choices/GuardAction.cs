namespace Empo.Experiments.Settings.Choices;

/// <summary>What a broken limit does.</summary>
public enum GuardAction
{
    Stop,
    Warn,
    Off,
}
