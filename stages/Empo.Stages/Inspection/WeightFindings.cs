using System.Globalization;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Prompts;
using Empo.Stages.Tokenization;
using static TorchSharp.torch;

namespace Empo.Stages.Inspection;

/// <summary>Compares the weights with what config.json declares, and finds pairs of files of which only one is read.</summary>
internal static class WeightFindings
{
    public static IEnumerable<ModelFinding> Types(FolderTexts texts, WeightFiles weights)
    {
        var (stored, declared) = (weights.FloatTypes(), WeightType.Declared(texts.Config));
        var computed = WeightType.Computed(stored, declared);
        var names = string.Join(" and ", stored.Select(type => TensorType.Of(type).Name));
        if (stored.Contains(ScalarType.Float16))
        {
            yield return new ModelFinding(
                "EMPO3085",
                $"The weights are {names}. Gradients vanish in F16, so the model is sampled and trained in F32, which takes twice "
                    + "the memory, and policies are written in F32. Convert the folder to BF16 (verb convert of the stage program) to "
                    + "train in 16 bits; that rounds the weights.",
                texts.PathOf(DecoderConfigFile.FileName)
            );
        }
        else if (stored.Count > 1)
        {
            yield return new ModelFinding(
                "EMPO3085",
                $"The weights are partly {names}. All are computed and written in {TensorType.Of(computed).Name}"
                    + (computed == ScalarType.BFloat16 ? ", which config.json declares; the others are rounded." : "."),
                texts.PathOf(DecoderConfigFile.FileName)
            );
        }

        if (declared is { } type && !stored.Contains(type))
        {
            yield return new ModelFinding(
                "EMPO3084",
                $"config.json declares {TensorType.Of(type).Name}, but the weights are {names}. What the files hold counts here; "
                    + "other programs round to what is declared. Correct torch_dtype (dtype) there.",
                texts.PathOf(DecoderConfigFile.FileName)
            );
        }
    }

    public static IEnumerable<ModelFinding> Files(FolderTexts texts)
    {
        var (single, index) = (texts.PathOf(WeightFiles.SingleName), texts.PathOf(WeightFiles.IndexName));
        if (File.Exists(single) && File.Exists(index))
        {
            yield return new ModelFinding(
                "EMPO3084",
                $"The folder holds {WeightFiles.SingleName} and an index of shards. The first is read here; remove the one that "
                    + "is not meant.",
                index
            );
        }

        var (jinja, inConfig) = (texts.PathOf(ChatTemplateFile.FileName), texts.TokenizerConfig["chat_template"]);
        if (
            File.Exists(jinja)
            && inConfig is not null
            && ChatTemplateFile.Find(texts.Folder) is { } template
            && inConfig.ToString().Trim() != template.Trim()
        )
        {
            yield return new ModelFinding(
                "EMPO3084",
                $"{ChatTemplateFile.FileName} and the chat_template of {TokenizerFolder.ConfigName} differ. The first is read "
                    + "here; remove the one that is not meant.",
                jinja
            );
        }

        if (
            FolderTexts.TextOf(texts.Config, "vocab_size") is { } rows
            && FolderTexts.TextOf(texts.TokenizerConfig, "vocab_size") is { } tokens
            && long.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var have)
            && long.TryParse(tokens, NumberStyles.None, CultureInfo.InvariantCulture, out var want)
            && want > have
        )
        {
            yield return new ModelFinding(
                "EMPO3084",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{TokenizerFolder.ConfigName} says vocab_size: {want}, config.json {have}. What {TokenizerFolder.FileName} "
                        + $"holds counts here."
                ),
                texts.PathOf(TokenizerFolder.ConfigName)
            );
        }
    }
}
