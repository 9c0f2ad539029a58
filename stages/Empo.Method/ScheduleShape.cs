namespace Empo.Method;

/// <summary>How the learning rate falls over the rounds of a schedule.</summary>
public enum ScheduleShape
{
    /// <summary>It does not fall.</summary>
    Constant,

    /// <summary>By the same amount each round.</summary>
    Linear,

    /// <summary>Along half a cosine.</summary>
    Cosine,
}
