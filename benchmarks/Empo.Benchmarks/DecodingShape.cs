namespace Empo.Benchmarks;

/// <summary>A batch that is decoded without a stop token: all responses have the same length.</summary>
internal sealed record DecodingShape(int Rows, int PromptTokens, int ResponseTokens)
{
    /// <summary>Most samples of one prompt.</summary>
    private const int MostSamples = 16;

    /// <summary>Samples of each prompt: 16, or as many as there are rows.</summary>
    public int Samples => Math.Min(Rows, MostSamples);

    public int Prompts => Rows / Samples;

    /// <summary>Tokens of all steps but the first, which the prompt's pass decides.</summary>
    public long TokensAfterFirst => (long)Rows * (ResponseTokens - 1);
}
