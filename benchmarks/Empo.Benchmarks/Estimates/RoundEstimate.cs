namespace Empo.Benchmarks.Estimates;

/// <summary>
/// Seconds of one round on one card, from counts alone. Decoding takes the largest of three times, since they overlap: starting its
/// kernels, moving its bytes, and its operations. bfloat16 throughout.
/// </summary>
/// <param name="Steps">Decoding steps.</param>
/// <param name="Launches">Steps x layers x kernels of a layer x time of a launch.</param>
/// <param name="Memory">
/// Weights once a step, keys and values of all earlier tokens once a token, the sampler's passes over the logits.
/// </param>
/// <param name="Operations">2 P for each sampled token.</param>
/// <param name="Update">
/// Forward 2 P a token, backward 4 P (2 P with adapters), forward again 2 P for recomputed activations; prompts included.
/// </param>
internal sealed record RoundEstimate(long Steps, double Launches, double Memory, double Operations, double Update)
{
    private const int WeightBytes = 2;
    private const int LogitBytes = 4;

    /// <summary>Times that sampling reads or writes all logits of a row: softmax, statistics, sort, choice.</summary>
    private const int LogitPasses = 12;

    public double Sampling => Math.Max(Launches, Math.Max(Memory, Operations));

    public double Total => Sampling + Update;

    public static RoundEstimate Of(RoundRecipe recipe, EnginePlan plan, CardRates card)
    {
        var model = recipe.Model;
        var sampled = (double)recipe.Responses * recipe.ResponseTokens;
        var steps = plan.Continuous
            ? (long)Math.Ceiling(sampled / recipe.Rows)
            : (long)Math.Ceiling(recipe.Responses / (double)recipe.Rows) * recipe.MostTokens;
        var cache = 2.0 * model.Layers * model.KeyWidth * WeightBytes * (recipe.PromptTokens + (recipe.ResponseTokens / 2.0));
        var bytes = (steps * (double)model.ParameterCount * WeightBytes)
            + (sampled * cache * plan.CacheTraffic)
            + (sampled * model.VocabularySize * LogitBytes * LogitPasses);
        var trained = recipe.Responses * (1 - plan.LeftOut) * (recipe.PromptTokens + recipe.ResponseTokens);
        return new RoundEstimate(
            steps,
            steps * (double)model.Layers * plan.KernelsPerLayer * card.LaunchSeconds,
            bytes / card.BytesPerSecond,
            sampled * 2 * model.ParameterCount / (card.OperationsPerSecond * card.DecodingShare),
            trained * (recipe.Adapters ? 6 : 8) * model.ParameterCount / (card.OperationsPerSecond * card.UpdateShare)
        );
    }
}
