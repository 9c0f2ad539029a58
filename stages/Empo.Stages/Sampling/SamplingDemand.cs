namespace Empo.Stages.Sampling;

/// <summary>How much will be sampled.</summary>
/// <param name="Rows">Responses in all.</param>
/// <param name="Questions">Questions of a chunk.</param>
/// <param name="Samples">Samples of a question in a chunk.</param>
/// <param name="PromptTokens">Longest prompt.</param>
/// <param name="ShortestPrompt">Shortest prompt, which leaves the most positions.</param>
/// <param name="MaxTokens">Longest response that is asked for.</param>
internal sealed record SamplingDemand(int Rows, int Questions, int Samples, int PromptTokens, int ShortestPrompt, int MaxTokens);
