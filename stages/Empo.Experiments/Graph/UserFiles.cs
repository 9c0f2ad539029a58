using Empo.Experiments.Settings;
using Empo.Experiments.Storage;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Empo.Experiments.Graph;

/// <summary>Digests of the user's own files: data files, dataset manifests, model folders. Nothing is copied.</summary>
internal static class UserFiles
{
    /// <summary>Nesting of the keys of a YAML file's top mapping: stream, document, mapping.</summary>
    private const int InTopMapping = 3;

    private static readonly string[] TokenizerFiles =
    [
        "tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt", "special_tokens_map.json", "added_tokens.json",
        "chat_template.jinja", "chat_template.json",
    ];

    private static readonly string[] AdapterFiles = ["adapter_config.json", "adapter_model.safetensors"];

    /// <exception cref="UserError">EMPO3070 where an adapter is missing, EMPO3001 where a model folder is missing, EMPO2003 for a
    /// file.</exception>
    public static string Digest(string path, InputPart part, DigestMemo memo)
    {
        if (part is InputPart.YamlContent or InputPart.GeneratorContent)
        {
            return YamlContent(path, withoutCounts: part == InputPart.GeneratorContent);
        }

        if (File.Exists(path))
        {
            return memo.Of(path);
        }

        if (part == InputPart.Adapter && !File.Exists(Path.Combine(path, "adapter_config.json")))
        {
            throw new UserError(
                "EMPO3070",
                $"There is no adapter in {path}: a folder with adapter_config.json and adapter_model.safetensors is needed. "
                    + "Correct the setting 'adapter'.",
                path
            );
        }

        if (part != InputPart.Adapter && (!Directory.Exists(path) || !File.Exists(Path.Combine(path, "config.json"))))
        {
            throw new UserError(
                "EMPO3001",
                $"There is no model in {path}: a folder with config.json, safetensors and tokenizer files is needed. Correct the "
                    + "setting 'model'.",
                path
            );
        }

        return Sha256Digest.OfFiles([.. Directory.EnumerateFiles(path).Where(file => Counts(Path.GetFileName(file), part))
            .Select(file => new FileRecord(Path.GetFileName(file), 0, memo.Of(file), 0))]);
    }

    /// <summary>Whether a file of a model folder belongs to the part that a stage reads.</summary>
    public static bool Counts(string name, InputPart part) => part switch
    {
        InputPart.TokenizerFiles => TokenizerFiles.Contains(name),
        InputPart.Adapter => AdapterFiles.Contains(name),
        _ => !name.StartsWith('.') && !name.EndsWith(".md", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>
    /// Digest of the data in a YAML file: its events without comments, layout and positions. On request, the value of the top-level key
    /// <c>counts</c> is left out too.
    /// </summary>
    private static string YamlContent(string path, bool withoutCounts)
    {
        try
        {
            using var reader = new StreamReader(path);
            var parser = new Parser(reader);
            var lines = new List<string>();
            var (depth, left) = (0, -1);
            while (parser.MoveNext())
            {
                var node = parser.Current!;
                if (left >= 0)
                {
                    left += node.NestingIncrease;
                    left = left == 0 ? -1 : left;
                }
                else if (withoutCounts && depth == InTopMapping && node is Scalar { IsKey: true, Value: "counts" })
                {
                    left = 0;
                }
                else
                {
                    lines.Add(node is Scalar scalar ? $"scalar {scalar.Value}" : node.GetType().Name);
                    depth += node.NestingIncrease;
                }
            }

            return Sha256Digest.OfLines(lines);
        }
        catch (Exception exception) when (YamlMistake.Is(exception))
        {
            throw YamlMistake.Of(exception, "EMPO2002", path, null);
        }
    }
}
