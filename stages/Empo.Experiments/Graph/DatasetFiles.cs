using Empo.Experiments.Settings;
using Empo.Experiments.Storage;
using Empo.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Empo.Experiments.Graph;

/// <summary>
/// Finds the data files that a dataset manifest names, and checks that they are the files that it means. The stage that prepares questions
/// checks the rest of the manifest.
/// </summary>
public static class DatasetFiles
{
    /// <summary>Nesting inside an entry of <c>files:</c>: stream, document, mapping, sequence, mapping.</summary>
    private const int InEntry = 5;
    private const int InTop = 3;

    /// <summary>Limits of a manifest. A larger file or deeper nesting is refused, so that no file can keep a build busy for long.</summary>
    private const long MaxManifest = 1 << 20;
    private const int MaxNesting = 16;

    /// <summary>Every <c>path:</c> of an entry of <c>files:</c>, absolute, in the manifest's order.</summary>
    public static IReadOnlyList<string> Of(
        string manifest,
        string? namedIn = null,
        int line = 0,
        int column = 0,
        DigestMemo? memo = null
    ) => Outline(manifest, namedIn, line, column, memo).Files;

    /// <summary>Every entry of <c>files:</c> that has a <c>path</c>, in the manifest's order.</summary>
    /// <param name="manifest">Absolute path.</param>
    /// <param name="namedIn">The experiment that names the manifest, with line and column, for the message where the manifest is
    /// missing.</param>
    /// <param name="memo">Digests of files; with it every <c>sha256:</c> is compared with its file.</param>
    /// <exception cref="UserError">
    /// EMPO2001 where the manifest is missing, EMPO2002 where it is not YAML, EMPO2003 where a data file is missing, EMPO2034 where a file
    /// has another digest than its entry says, EMPO3080 where a pointer lies in its place.
    /// </exception>
    public static DatasetOutline Outline(string manifest, string? namedIn = null, int line = 0, int column = 0, DigestMemo? memo = null)
    {
        if (!File.Exists(manifest))
        {
            throw new UserError(
                "EMPO2001",
                $"The dataset manifest does not exist: {manifest}. Name a YAML file of datasets/, relative to the experiment.",
                namedIn ?? manifest,
                line,
                column
            );
        }

        var files = new List<DatasetEntry>();
        foreach (var entry in Entries(manifest).Where(entry => entry.ContainsKey("path")))
        {
            var path = Existing(manifest, entry["path"], entry.TryGetValue("origin", out var origin) ? origin.Value : null);
            files.Add(
                new DatasetEntry(path, entry.GetValueOrDefault("split")?.Value, entry.ContainsKey("answer"), (int)entry["path"].Start.Line)
            );
            if (FileStandIn.Of(path, pages: false) is { } standIn)
            {
                throw new UserError(
                    "EMPO3080",
                    $"The data file {path} {standIn}",
                    manifest,
                    (int)entry["path"].Start.Line,
                    (int)entry["path"].Start.Column
                );
            }

            if (memo is not null && entry.TryGetValue("sha256", out var digest))
            {
                Compare(manifest, digest, path, memo.Of(path));
            }
        }

        return new DatasetOutline(manifest, files);
    }

    /// <summary>The scalars of each entry of the top-level list <c>files</c>.</summary>
    private static List<Dictionary<string, Scalar>> Entries(string manifest)
    {
        if (new FileInfo(manifest).Length > MaxManifest)
        {
            throw new UserError(
                "EMPO2002",
                $"The dataset manifest is larger than {MaxManifest >> 20} MB, which none needs. Name the YAML file, not the data.",
                manifest,
                1,
                1
            );
        }

        var entries = new List<Dictionary<string, Scalar>>();
        using var reader = new StreamReader(manifest);
        var parser = new Parser(reader);
        Mark? last = null;
        try
        {
            var (depth, topKey, key) = (0, "", (string?)null);
            while (parser.MoveNext())
            {
                var node = parser.Current!;
                last = node.Start;
                if (depth > MaxNesting)
                {
                    throw new UserError(
                        "EMPO2002",
                        $"The dataset manifest is nested more than {MaxNesting} deep, which none needs. Fix it at this place.",
                        manifest,
                        (int)node.Start.Line,
                        (int)node.Start.Column
                    );
                }

                if (node is Scalar { IsKey: true } name && depth is InTop or InEntry)
                {
                    (topKey, key) = depth == InTop ? (((Scalar)node).Value, null) : (topKey, ((Scalar)node).Value);
                }
                else if (topKey == "files" && depth == InEntry - 1 && node is MappingStart)
                {
                    entries.Add(new Dictionary<string, Scalar>(StringComparer.Ordinal));
                }
                else if (topKey == "files" && depth == InEntry && key is not null && node is Scalar value && entries.Count > 0)
                {
                    entries[^1].TryAdd(key, value);
                }

                depth += node.NestingIncrease;
            }
        }
        catch (Exception exception) when (YamlMistake.Is(exception))
        {
            throw YamlMistake.Of(exception, "EMPO2002", manifest, last);
        }

        return entries;
    }

    private static string Existing(string manifest, Scalar path, string? origin)
    {
        var file = Path.GetFullPath(path.Value, Path.GetDirectoryName(manifest)!);
        return File.Exists(file)
            ? file
            : throw new UserError(
                "EMPO2003",
                $"The data file does not exist: {file}. Give a path relative to the manifest, or fetch the "
                    + $"file{(origin is null ? "" : $" ({origin})")}.",
                manifest,
                (int)path.Start.Line,
                (int)path.Start.Column
            );
    }

    private static void Compare(string manifest, Scalar expected, string path, string found)
    {
        if (!string.Equals(expected.Value, found, StringComparison.OrdinalIgnoreCase))
        {
            throw new UserError(
                "EMPO2034",
                $"The data file {path} is not the one that the manifest means: its SHA-256 is {found}, not {expected.Value}. "
                    + "Fetch the file again, or correct 'sha256' where the new file is the right one.",
                manifest,
                (int)expected.Start.Line,
                (int)expected.Start.Column
            );
        }
    }
}
