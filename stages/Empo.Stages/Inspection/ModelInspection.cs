using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Datasets;
using Empo.Stages.Prompts;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Templates;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Inspection;

/// <summary>
/// Reads a model's folder as a build would, without loading its weights. What a build would refuse gives the same error. Where files
/// contradict each other, a finding says which one counts.
/// </summary>
internal static class ModelInspection
{
    /// <param name="model">Folder of the model.</param>
    /// <param name="adapter">Folder of an adapter to it, or null.</param>
    /// <param name="chat">Whether prompts are made by the folder's chat template.</param>
    /// <param name="source">The experiment's name for the model (<c>model_source</c>), or null.</param>
    /// <exception cref="UserError">EMPO30nn.</exception>
    /// <exception cref="UserError">EMPO3014.</exception>
    public static IReadOnlyList<ModelFinding> Of(string model, string? adapter, bool chat, string? source = null)
    {
        var config = DecoderConfigFile.Read(model);
        using var weights = WeightFiles.Open(model);
        TensorAgreement.Require(config, weights, model);
        weights.FloatTypes();
        TiedHead.Require(weights, config.TiedEmbeddings, model);
        var tokenizer = TokenizerFolder.Load(model);
        LoadedPolicy.RequireEmbeddings(tokenizer, config, model);
        StopTokens.Of(tokenizer, model, []);
        var texts = new FolderTexts(model);
        return
        [
            .. TokenFindings.Ends(texts, tokenizer),
            .. TokenFindings.Specials(texts, (int)config.VocabularySize),
            .. GenerationFindings.Of(texts),
            .. WeightFindings.Types(texts, weights),
            .. WeightFindings.Files(texts),
            .. chat ? Template(model) : [],
            .. adapter is null ? [] : AdapterFindings.Of(config, texts, adapter, source),
        ];
    }

    /// <summary>A template that prepare would refuse. It is a finding and not an error, since prompt.chat may still be changed.</summary>
    private static IEnumerable<ModelFinding> Template(string model)
    {
        try
        {
            // The date is a setting, which is not known here.
            ChatTemplateFile.Read(model).Render(new Dialogue { Question = "?" }, new ChatOptions { Date = new DateOnly(2000, 1, 1) });
            return [];
        }
        catch (TemplateException exception)
        {
            var failure = TemplateFailure.Of(exception, ChatTemplateFile.PathOf(model));
            return [new ModelFinding(failure.Code, failure.Message, failure.File!)];
        }
        catch (UserError failure)
        {
            return [new ModelFinding(failure.Code, failure.Message, failure.File ?? model)];
        }
    }
}
