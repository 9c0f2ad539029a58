using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Inspection;

/// <summary>Checks an adapter against the model that it will be attached to.</summary>
internal static class AdapterFindings
{
    /// <exception cref="UserError">EMPO3070..EMPO3072: what loading would refuse.</exception>
    public static IEnumerable<ModelFinding> Of(DecoderConfig config, FolderTexts texts, string adapter, string? source)
    {
        using var layout = new CausalDecoder(config, ScalarType.Float32, META); // names and shapes without memory
        AdapterFolder.Require(layout, adapter);
        if (AdapterConfigFile.BaseOf(adapter) is { } named && !Names(texts, source).Contains(Last(named)))
        {
            yield return new ModelFinding(
                "EMPO3086",
                $"The adapter was made for the base model '{named}', and 'model' is {texts.Folder}. The shapes fit, but on "
                    + "another base an adapter computes something else: name the base that it was trained on, or correct "
                    + "base_model_name_or_path if this is it.",
                Path.Combine(adapter, AdapterConfigFile.FileName)
            );
        }
    }

    /// <summary>
    /// Possible names of the model: the experiment's name for it, the folder's name, the name of the folder that a link leads to, and the
    /// name in config.json.
    /// </summary>
    private static HashSet<string> Names(FolderTexts texts, string? source)
    {
        string?[] names =
        [
            source,
            texts.Folder,
            new DirectoryInfo(texts.Folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName,
            FolderTexts.TextOf(texts.Config, "_name_or_path"),
            SourceOf(texts.Folder),
        ];
        return names.OfType<string>().Select(Last).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The name in a hub cache's path: <c>models--Qwen--Qwen2.5-7B/snapshots/…</c>.</summary>
    private static string? SourceOf(string folder) =>
        folder
            .Split('/', '\\')
            .LastOrDefault(part => part.StartsWith("models--", StringComparison.Ordinal))
            ?.Replace("--", "/", StringComparison.Ordinal);

    private static string Last(string path) => path.TrimEnd('/', '\\').Split('/', '\\')[^1].ToUpperInvariant();
}
