namespace Empo.Experiments.Settings.Choices;

/// <summary>The type in which a judge's model computes here.</summary>
public enum JudgeDtype
{
    /// <summary>The model's own.</summary>
    Model,

    Bfloat16,

    /// <summary>bfloat16 on a card and on a processor that multiplies it natively, else the model's own.</summary>
    Auto,
}
