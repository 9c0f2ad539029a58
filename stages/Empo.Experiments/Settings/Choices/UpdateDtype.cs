namespace Empo.Experiments.Settings.Choices;

/// <summary>Type in which an update computes forward and backward passes.</summary>
public enum UpdateDtype
{
    /// <summary>The type of the policy's weights in memory.</summary>
    Policy,
    Bfloat16,
}
