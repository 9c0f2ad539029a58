using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using YamlDotNet.RepresentationModel;

namespace Empo.Experiments.Graph;

/// <summary>Which data files a dataset manifest names. The stage that prepares questions judges the rest of the manifest.</summary>
public static class DatasetFiles
{
    /// <summary>Every <c>path:</c> of an entry of <c>files:</c>, absolute, in the manifest's order.</summary>
    /// <exception cref="StageFailure">EMPO2001 where the manifest is missing, EMPO2002 where it is no YAML, EMPO2003 where a data file is missing.</exception>
    public static IReadOnlyList<string> Of(string manifest, string? namedIn = null, int line = 0, int column = 0)
    {
        if (!File.Exists(manifest))
        {
            throw new StageFailure("EMPO2001", $"The dataset manifest does not exist: {manifest}. Name a YAML file of datasets/, relative to the experiment.", namedIn ?? manifest, line, column);
        }

        var stream = new YamlStream();
        try
        {
            using var reader = new StreamReader(manifest);
            stream.Load(reader);
        }
        catch (Exception exception) when (YamlMistake.Is(exception))
        {
            throw YamlMistake.Of(exception, "EMPO2002", manifest, null);
        }

        if (stream.Documents is not [var document] || document.RootNode is not YamlMappingNode top || !top.Children.TryGetValue("files", out var node) || node is not YamlSequenceNode entries)
        {
            return [];
        }

        return [.. entries.OfType<YamlMappingNode>().Where(entry => entry.Children.ContainsKey("path")).Select(entry => Existing(manifest, entry["path"]))];
    }

    private static string Existing(string manifest, YamlNode path)
    {
        var file = Path.GetFullPath(path.ToString(), Path.GetDirectoryName(manifest)!);
        return File.Exists(file)
            ? file
            : throw new StageFailure("EMPO2003", $"The data file does not exist: {file}. Give a path relative to the manifest, or fetch the file.", manifest, (int)path.Start.Line, (int)path.Start.Column);
    }
}
