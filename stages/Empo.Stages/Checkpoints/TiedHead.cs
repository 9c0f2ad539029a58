using Empo.Models;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// A model whose config.json says that its head is its embedding, and whose files hold a head all the same: programs that tie leave it
/// unread, so a head that was trained would be lost without a word.
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
