using System.Globalization;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Prompts;
using Empo.Stages.Rollouts;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Inspection;

/// <summary>Finds where the files of a folder name different tokens for the same purpose.</summary>
internal static class TokenFindings
{
    /// <summary>Findings on ends of responses; <see cref="StopTokens"/> decides which ends count.</summary>
    public static IEnumerable<ModelFinding> Ends(FolderTexts texts, ITextTokenizer tokenizer)
    {
        var stops = StopTokens.Named(tokenizer, texts.Folder, []);
        var (ofTokenizer, ofGeneration, ofConfig) = (
            tokenizer.EndOfText,
            TokenIds.Of(texts.Generation["eos_token_id"]),
            TokenIds.Of(texts.Config["eos_token_id"])
        );
        var named = ofGeneration.Concat(ofTokenizer is { } end ? [end] : []).ToHashSet();
        var turns = TurnEnds.OfTemplate(texts.Folder, tokenizer).Where(id => !named.Contains(id)).ToList();
        if (turns.Count > 0)
        {
            yield return new ModelFinding(
                "EMPO3081",
                $"The chat template ends a turn with {texts.Shown(turns)}, but {Names(texts, ofTokenizer, ofGeneration)}: a base "
                    + $"model, asked in turns. Responses end at each of {texts.Shown(stops)} here; other programs go on after the turn "
                    + $"unless {GenerationConfigFile.FileName} names it in eos_token_id.",
                texts.PathOf(GenerationConfigFile.FileName)
            );
        }

        if (ofTokenizer is { } own && ofGeneration.Count > 0 && !ofGeneration.Contains(own))
        {
            yield return new ModelFinding(
                "EMPO3081",
                $"{TokenizerFolder.ConfigName} ends responses at {texts.Shown(own)}, {GenerationConfigFile.FileName} at "
                    + $"{texts.Shown(ofGeneration)}. Responses end at each of {texts.Shown(stops)} here; correct the file that is wrong.",
                texts.PathOf(GenerationConfigFile.FileName)
            );
        }

        if (ofConfig.Where(id => !stops.Contains(id)).ToList() is { Count: > 0 } others)
        {
            yield return new ModelFinding(
                "EMPO3081",
                $"config.json says eos_token_id: {texts.Shown(others)}, which no other file of the model names. Responses end at "
                    + $"{texts.Shown(stops)} here; correct config.json, or name the token in {GenerationConfigFile.FileName} if it is "
                    + "an end.",
                texts.PathOf(DecoderConfigFile.FileName)
            );
        }
    }

    /// <summary>Findings on special tokens, which two files name by id and two by text.</summary>
    public static IEnumerable<ModelFinding> Specials(FolderTexts texts, int vocabulary)
    {
        foreach (var role in new[] { "bos", "eos", "pad" })
        {
            var (text, mapped) = (
                FolderTexts.TextOf(texts.TokenizerConfig, $"{role}_token"),
                FolderTexts.TextOf(texts.SpecialTokens, $"{role}_token")
            );
            if (text is not null && mapped is not null && text != mapped)
            {
                yield return new ModelFinding(
                    "EMPO3084",
                    $"{role}_token is '{text}' in {TokenizerFolder.ConfigName} and '{mapped}' in {FolderTexts.SpecialTokensName}. "
                        + "The first counts here; make the two equal.",
                    texts.PathOf(FolderTexts.SpecialTokensName)
                );
            }

            foreach (
                var (name, json) in new[] { (DecoderConfigFile.FileName, texts.Config), (GenerationConfigFile.FileName, texts.Generation) }
            )
            {
                var ids = TokenIds.Of(json[$"{role}_token_id"]);
                if (ids.Where(id => id < 0 || id >= vocabulary).ToList() is { Count: > 0 } outside)
                {
                    yield return new ModelFinding(
                        "EMPO3084",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{name} says {role}_token_id: {string.Join(", ", outside)}, but the model has {vocabulary} tokens, 0 "
                                + $"to {vocabulary - 1}. No response can hold it; correct the number."
                        ),
                        texts.PathOf(name)
                    );
                }
                else if (role != "eos" && texts.IdOf(text) is { } id && ids.Count > 0 && !ids.Contains(id))
                {
                    yield return new ModelFinding(
                        "EMPO3084",
                        $"{role}_token is {texts.Shown(id)} in {TokenizerFolder.ConfigName}, and {name} says {role}_token_id: "
                            + $"{texts.Shown(ids)}. Neither is used here; correct the file that is wrong before other programs read the "
                            + "policy.",
                        texts.PathOf(name)
                    );
                }
            }
        }
    }

    private static string Names(FolderTexts texts, int? ofTokenizer, IReadOnlyList<int> ofGeneration)
    {
        var parts = new List<string>();
        if (ofTokenizer is { } end)
        {
            parts.Add($"{TokenizerFolder.ConfigName} ends responses at {texts.Shown(end)}");
        }

        if (ofGeneration.Count > 0)
        {
            parts.Add($"{GenerationConfigFile.FileName} at {texts.Shown(ofGeneration)}");
        }

        return parts.Count == 0 ? "no other file names an end of responses" : string.Join(", ", parts);
    }
}
