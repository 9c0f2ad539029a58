namespace Empo.Experiments.Settings.Choices;

/// <summary>The type in which our own decoder samples.</summary>
public enum RolloutDtype
{
    /// <summary>The policy's own.</summary>
    Policy,

    Bfloat16,

    /// <summary>bfloat16 on a card and on a processor that multiplies it natively, else the policy's own.</summary>
    Auto,
}
