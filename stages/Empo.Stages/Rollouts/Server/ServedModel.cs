using System.Text.Json;
using Empo.Experiments.Catalog;
using Empo.Files;
using Empo.Models;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Rollouts.Server;

/// <summary>The model that a server is asked for, and the meaning of its token ids.</summary>
/// <param name="Name">The model's name in requests.</param>
/// <param name="Tokenizer">Tokenizer of the model that the server serves.</param>
internal sealed record ServedModel(string Name, ITextTokenizer Tokenizer)
{
    /// <summary>
    /// Rows of the model's language-model head. Ids from the tokenizer's size up to it are padding rows, which can still be sampled because
    /// they are untrained. 0 where it is unknown.
    /// </summary>
    public int ModelVocabulary { get; init; }

    /// <summary>Section of the settings that say how to sample: <c>rollout</c> or <c>evaluate</c>.</summary>
    public string Stage { get; init; } = StageTable.Rollout.Name;

    /// <summary>
    /// Whether it is found out which distribution the log-probabilities belong to; else they are taken for those before the temperature.
    /// </summary>
    public bool ProbesLogProbs { get; init; }

    /// <summary>How servers have the policy.</summary>
    public ServedPolicy Policy { get; init; } = new(Name);

    /// <summary>Ids below it are the model's.</summary>
    public int Vocabulary => Math.Max(Tokenizer.VocabularySize, ModelVocabulary);

    /// <summary>
    /// <c>vocab_size</c> of a folder's config.json, also of a family that the decoder does not read; 0 where there is none.
    /// </summary>
    public static int VocabularyOf(string folder)
    {
        try
        {
            var file = Path.Combine(folder, DecoderConfigFile.FileName);
            var config = File.Exists(file) ? JsonFile.Read(file) : null;
            return (config?["vocab_size"] ?? config?["text_config"]?["vocab_size"])?.GetValue<int>() ?? 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // The stages that read the model say what is wrong with it.
            return 0;
        }
    }
}
