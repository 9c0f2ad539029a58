using System.Text.RegularExpressions;
using Empo.Files;

namespace Empo.Experiments.Settings;

/// <summary>The files of a recording: one file whose steps are the rounds, or a folder in which every file is one round.</summary>
public static partial class ImportedFiles
{
    private static readonly string[] Extensions = [".jsonl", ".ndjson", ".json", ".parquet", ".csv"];

    /// <summary>Absolute paths in the order of the rounds. Numbers in names are compared as numbers, so 10.jsonl follows 9.jsonl.</summary>
    /// <exception cref="UserError">EMPO4060 where there is no file, EMPO4061 where no recording is named, EMPO3080 where a pointer lies
    /// in a file's place.</exception>
    public static IReadOnlyList<string> Of(SettingValue rollouts, string experiment)
    {
        var (file, line, column) = rollouts.File is null ? (experiment, 1, 1) : (rollouts.File, rollouts.Line, rollouts.Column);
        if (rollouts.Text == "none")
        {
            throw new UserError(
                "EMPO4061",
                "rollout.engine is imported, but no recording is named. Write imported.rollouts: a file (JSON lines or Parquet), "
                    + "or a folder with one file for each step.",
                file,
                line,
                column
            );
        }

        var path = rollouts.Text;
        string[] files =
            File.Exists(path) ? [path]
            : Directory.Exists(path)
                ?
                [
                    .. Directory
                        .EnumerateFiles(path)
                        .Where(found =>
                            Extensions.Contains(Path.GetExtension(found).ToLowerInvariant()) && !Path.GetFileName(found).StartsWith('.')
                        ),
                ]
            : [];
        Array.Sort([.. files.Select(SortKey)], files, StringComparer.Ordinal);
        if (files.FirstOrDefault(found => FileStandIn.Of(found, pages: false) is not null) is { } pointer)
        {
            throw new UserError("EMPO3080", $"The recording {pointer} {FileStandIn.Of(pointer, pages: false)}", file, line, column);
        }

        return files.Length > 0
            ? files
            : throw new UserError(
                "EMPO4060",
                $"There is no recording at {path}: neither a file nor a folder with .jsonl or .parquet files. Correct "
                    + "imported.rollouts; paths are relative to the file that names them.",
                file,
                line,
                column
            );
    }

    private static string SortKey(string path) => Numbers().Replace(Path.GetFileName(path), number => number.Value.PadLeft(20, '0')) + path;

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
