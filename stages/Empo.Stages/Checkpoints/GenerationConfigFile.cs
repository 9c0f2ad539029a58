using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Files;

namespace Empo.Stages.Checkpoints;

/// <summary>Reads from <c>generation_config.json</c> which tokens end a response.</summary>
internal static class GenerationConfigFile
{
    public const string FileName = "generation_config.json";

    /// <summary>
    /// <c>eos_token_id</c> of generation_config.json (a number or a list: chat models end at the turn and at the text) and
    /// <paramref name="endOfText"/>, ascending; empty where none is named.
    /// </summary>
    /// <exception cref="UserError">EMPO3002: the file is malformed.</exception>
    public static IReadOnlyList<int> StopTokens(string folder, int? endOfText)
    {
        var tokens = new SortedSet<int>();
        if (endOfText is { } end)
        {
            tokens.Add(end);
        }

        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
        {
            return [.. tokens];
        }

        try
        {
            var node = JsonFile.Read(file)["eos_token_id"];
            tokens.UnionWith(
                node is JsonArray list ? list.Select(item => item!.GetValue<int>())
                : node is null ? []
                : [node.GetValue<int>()]
            );
            return [.. tokens];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new UserError(
                "EMPO3002",
                $"{FileName} cannot be read: {error.Message.TrimEnd('.')}. eos_token_id must be the id of a token, or a list of "
                    + "ids: correct it, or fetch the file again.",
                file,
                cause: error
            );
        }
    }
}
