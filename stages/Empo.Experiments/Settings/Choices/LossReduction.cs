namespace Empo.Experiments.Settings.Choices;

/// <summary>How the losses of response tokens become one number.</summary>
public enum LossReduction
{
    /// <summary>Sum over tokens / number of tokens (DAPO): long responses weigh more.</summary>
    TokenMean,

    /// <summary>Mean over responses of each response's token mean (GRPO, the paper's eq. 7).</summary>
    SequenceMean,

    /// <summary>Sum over tokens / (responses * longest admitted length) (Dr. GRPO): no sampled length enters the divisor.</summary>
    Constant,
}
