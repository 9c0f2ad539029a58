namespace Empo.Experiments.Settings.Choices;

/// <summary>Whether an update computes responses whose advantage is 0, which no gradient comes from.</summary>
public enum ZeroAdvantages
{
    Auto,
    Compute,
    Skip,
}
