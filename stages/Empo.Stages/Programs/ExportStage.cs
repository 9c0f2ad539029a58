using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.Artifacts;
using Empo.Stages.Imports;

namespace Empo.Stages.Programs;

/// <summary>
/// Exports the scores and selection of a recorded step, in the order and with the ids of its file, for the program that wrote it.
/// </summary>
internal static class ExportStage
{
    public static void Run(StageContext context, RecordingMemory recordings)
    {
        var scores = ArtifactTable
            .Read(context.Input(InputRole.Scores).Path, ScoreRow.Schema)
            .ToDictionary(row => (row.QuestionId, row.SampleIndex));
        var selection = ArtifactTable
            .Read(context.Input(InputRole.Selection).Path, SelectionRow.Schema)
            .ToDictionary(row => (row.QuestionId, row.SampleIndex));
        ExportRow[] rows =
        [
            .. recordings
                .RoundOf(context)
                .Responses.Select(response =>
                {
                    var key = (response.QuestionId, response.SampleIndex);
                    return ExportRow.Of(response, scores[key], selection[key]);
                }),
        ];

        ArtifactTable.Write(context.Output(StageTable.Selection), ExportRow.Schema, rows);
        File.WriteAllText(context.Output(StageTable.SelectionLines), string.Concat(rows.Select(row => row.ToJson() + "\n")));
    }
}
