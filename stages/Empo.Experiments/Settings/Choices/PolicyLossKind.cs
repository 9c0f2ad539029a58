namespace Empo.Experiments.Settings.Choices;

/// <summary>Loss of a policy update.</summary>
public enum PolicyLossKind
{
    Ppo,
    Gspo,
    Cispo,
}
