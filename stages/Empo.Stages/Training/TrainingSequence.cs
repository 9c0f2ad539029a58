namespace Empo.Stages.Training;

/// <summary>
/// A prompt and one response to it. Where the response ended by an end-of-text token, it includes that token, which is trained too.
/// </summary>
/// <param name="Prompt">Token ids, at least one.</param>
/// <param name="Response">Token ids, at least one.</param>
internal sealed record TrainingSequence(IReadOnlyList<int> Prompt, IReadOnlyList<int> Response)
{
    /// <summary>Tokens that enter the model: the last one of the response predicts nothing and stays out.</summary>
    public int InputLength => Prompt.Count + Response.Count - 1;
}
