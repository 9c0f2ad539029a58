namespace Empo.Stages.Sampling;

/// <summary>Prompts side by side as a model reads them.</summary>
internal static class PaddedPrompts
{
    /// <summary>Token ids [n, width], padded on the right with 0.</summary>
    public static long[,] Of(IReadOnlyList<RolloutPrompt> prompts, int width)
    {
        var ids = new long[prompts.Count, width];
        for (var i = 0; i < prompts.Count; i++)
        {
            for (var j = 0; j < prompts[i].TokenIds.Count; j++)
            {
                ids[i, j] = prompts[i].TokenIds[j];
            }
        }

        return ids;
    }
}
