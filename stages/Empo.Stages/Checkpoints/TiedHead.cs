using Empo.Models;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// Checks a model whose config.json ties the head to the embedding although its files hold a head. Programs that tie do not read it, so a
/// trained head would be lost silently.
/// </summary>
internal static class TiedHead
{
    private const string Head = "lm_head.weight";
    private const string Embedding = "model.embed_tokens.weight";

    /// <exception cref="UserError">EMPO3083: the head differs from the embedding.</exception>
    public static void Require(WeightFiles weights, bool tied, string folder)
    {
        if (!tied || !weights.Tensors.TryGetValue(Head, out var head) || !weights.Tensors.TryGetValue(Embedding, out var embedding))
        {
            return;
        }

        if (!head.Entry.Shape.SequenceEqual(embedding.Entry.Shape) || !head.File.HasSameValues(head.Entry, embedding.File, embedding.Entry))
        {
            throw new UserError(
                "EMPO3083",
                $"config.json in {folder} says tie_word_embeddings: true, but {Head} is another matrix than {Embedding}: "
                    + "tied, the head would not be read. Write false there if the head was trained apart, or remove the tensor if "
                    + "it is a leftover.",
                Path.Combine(folder, DecoderConfigFile.FileName)
            );
        }
    }
}
