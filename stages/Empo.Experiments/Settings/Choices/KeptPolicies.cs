namespace Empo.Experiments.Settings.Choices;

/// <summary>Policies of rounds that stay on disk.</summary>
public enum KeptPolicies
{
    Evaluated,
    All,
    Last,
}
