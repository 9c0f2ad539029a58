using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Datasets;

/// <summary>Reports what was not read as written, or not read at all: labels, turns, rows that contradict each other.</summary>
internal static class PreparationReport
{
    public static void Write(StageContext context, DatasetManifest manifest, IReadOnlyList<FileFindings> files, PreparedQuestions prepared)
    {
        foreach (var file in files)
        {
            WriteLabels(context, manifest, file);
            foreach (var turns in file.LeftOutTurns(context.Settings.Get(Prompt.System)))
            {
                context.Log.Warning("EMPO2053", turns, manifest.File, file.File.Line);
            }

            if (file.Prefills > 0)
            {
                context.Log.Line(
                    $"{Path.GetFileName(file.Path)}: {file.Prefills} prompt(s) end with the beginning of a reply, the assistant's "
                        + "last turn"
                );
            }
        }

        Sum(context, "labels_without_answer", files.Sum(file => file.Labels.WithoutAnswer));
        Sum(context, "labels_taken", files.Sum(file => file.Labels.Count(LabelKind.Taken)));
        Sum(context, "conflicting_labels", prepared.Conflicts.Count);
        if (prepared.Conflicts is [var first, ..])
        {
            context.Log.Warning(
                "EMPO2052",
                $"{prepared.Conflicts.Count} question(s) stand there twice with different labels, the first in "
                    + $"{Place(first.Kept, manifest)} ('{first.Kept.Answer}') and in {Place(first.LeftOut, manifest)} "
                    + $"('{first.LeftOut.Answer}'). The first row counts; remove the wrong one. Rows that differ in something else than "
                    + "their text need it in the question.",
                manifest.File,
                manifest.Files[first.LeftOut.Origin!.File].Line
            );
        }
    }

    private static void WriteLabels(StageContext context, DatasetManifest manifest, FileFindings file)
    {
        var rest = file.File.Split == DatasetSplit.Training ? "These questions train without a label." : "These questions are left out.";
        if (file.Labels.Describe() is { } without)
        {
            context.Log.Warning(
                "EMPO2051",
                $"{without}. {rest} Fix the labels, or correct the column.",
                manifest.File,
                file.File.AnswerLine
            );
        }

        if (file.Labels.DescribeProse() is { } prose)
        {
            context.Log.Warning(
                "EMPO2051",
                $"{prose}. Rules compare it as text, so that hardly any response is right; name a column with the answers alone, "
                    + "or let a judge compare (score.equivalence: judge).",
                manifest.File,
                file.File.AnswerLine
            );
        }

        if (file.Labels.Count(LabelKind.Taken) is > 0 and var taken)
        {
            context.Log.Line(
                $"{Path.GetFileName(file.Path)}: {taken} of {file.Labels.Total} labels are whole solutions or have a mark; their "
                    + "answer is the one in the box, behind #### or behind 'the answer is'"
            );
        }
    }

    private static void Sum(StageContext context, string metric, int count)
    {
        if (count > 0)
        {
            context.Metric(metric, count);
        }
    }

    private static string Place(DatasetQuestion question, DatasetManifest manifest) =>
        question.Origin is { } origin ? $"{manifest.Files[origin.File].Path}({origin.Line})" : manifest.Name;
}
