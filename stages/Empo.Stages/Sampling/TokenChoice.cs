namespace Empo.Stages.Sampling;

/// <summary>A chosen token and the statistics of the distribution that it came from; units as in <see cref="Completion"/>.</summary>
internal readonly record struct TokenChoice(int Token, float LogProb, float Entropy, float SelfCertainty, float KeptLogMass);
