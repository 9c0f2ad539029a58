using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;

namespace Empo.Experiments.Runs;

/// <summary>Names of a recording's exported rounds in the run folder.</summary>
public static class ImportedRoundFile
{
    /// <summary>
    /// <c>selection/17.jsonl</c> for the recording's file 17.parquet; <c>selection/round-0002.jsonl</c> where one file holds all rounds.
    /// </summary>
    public static string FileName(StageNode export, string output)
    {
        var file = export.Inputs.FirstOrDefault(input => input.Role == InputRole.RecordedRound)?.File;
        var name = file is null
            ? string.Create(CultureInfo.InvariantCulture, $"round-{export.Round:D4}")
            : Path.GetFileNameWithoutExtension(file);
        return $"selection/{name}{Path.GetExtension(output)}";
    }
}
