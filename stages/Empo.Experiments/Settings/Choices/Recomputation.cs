namespace Empo.Experiments.Settings.Choices;

/// <summary>Whether the backward pass computes activations again.</summary>
public enum Recomputation
{
    Auto,
    True,
    False,
}
