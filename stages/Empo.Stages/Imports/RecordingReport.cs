using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Datasets;

namespace Empo.Stages.Imports;

/// <summary>Reports where a recording contradicts itself and which labels are not answers, and takes the answers from the labels.</summary>
internal static class RecordingReport
{
    /// <summary>Reports which column distinguishes the questions, and where that is doubtful.</summary>
    public static void Write(StageContext context, Recording recording)
    {
        if (recording.GroupColumn is { } column)
        {
            context.Log.Line(
                $"recorded: {Path.GetFileName(recording.File)}: prompts alone do not tell the questions apart, so '{column}' does "
                    + "(imported.columns.question_id)"
            );
        }

        if (recording.Mixed is [var mixed, ..])
        {
            context.Log.Warning(
                "EMPO2054",
                $"{recording.Mixed.Count} question(s) have several prompts within one step, the first ('{Short(mixed.Name)}') in "
                    + $"this line and in line {mixed.OtherLine}. Their responses are one group. Name the column that tells them apart "
                    + "in imported.columns.question_id, or write none for the prompts.",
                recording.File,
                mixed.Line
            );
        }
    }

    /// <summary>The answers of the questions whose label holds an answer.</summary>
    /// <exception cref="UserError">EMPO2050: more labels are without an answer than <see cref="Questions.Unlabelled"/> allows.</exception>
    public static IReadOnlyList<AnswerRow> Answers(StageContext context, ImportedQuestions questions, RecordingColumns columns)
    {
        WriteContradictions(context, questions);
        var answers = new List<AnswerRow>();
        LabelTally? tally = null;
        (string File, int Line)? place = null;
        foreach (var id in questions.First.Select(question => question.QuestionId).Where(id => !questions.LabelsThatDiffer.ContainsKey(id)))
        {
            if (questions.LabelOf(id) is not { } label)
            {
                continue;
            }

            tally ??= new LabelTally(label.File, columns.Answer!);
            var read = Label.Read(label.Written);
            tally.Add(read.Kind, label.Line, label.Written);
            place ??= read.Text is null ? (label.File, label.Line) : null;
            if (read.Text is not null)
            {
                answers.Add(new AnswerRow { QuestionId = id, Answer = read.Text });
            }
        }

        if (tally is not null)
        {
            WriteLabels(context, tally, place, columns.Answer!);
        }

        return answers;
    }

    private static void WriteContradictions(StageContext context, ImportedQuestions questions)
    {
        if (questions.LabelsThatDiffer.Values.FirstOrDefault() is { } labels)
        {
            context.Metric("conflicting_labels", questions.LabelsThatDiffer.Count);
            context.Log.Warning(
                "EMPO2052",
                $"{questions.LabelsThatDiffer.Count} question(s) have rows with different labels, the first in {labels.Kept} and "
                    + $"in {labels.Other}; no label of theirs is used. If they are different questions, name the column that tells them "
                    + "apart in imported.columns.question_id, or none for the prompts, or keep all steps in one file."
            );
        }

        if (questions.PromptsThatDiffer.Values.FirstOrDefault() is { } prompts)
        {
            context.Log.Warning(
                "EMPO2054",
                $"{questions.PromptsThatDiffer.Count} question id(s) stand for another prompt in another file, the first in "
                    + $"{prompts.Kept} and in {prompts.Other}; the first prompt is the one shown. Write imported.columns.question_id: "
                    + "none to tell questions apart by their prompts."
            );
        }
    }

    /// <summary>
    /// Where no label holds an answer, the recording has no labels. Where only some do not, the column is doubtful and their share is
    /// checked.
    /// </summary>
    private static void WriteLabels(StageContext context, LabelTally tally, (string File, int Line)? place, string column)
    {
        if (tally.Describe() is { } without)
        {
            context.Metric("labels_without_answer", tally.WithoutAnswer);
            if (tally.WithoutAnswer < tally.Total)
            {
                tally.Require(
                    context.Settings.Get(Questions.Unlabelled),
                    "Raise it if so many questions have none, write imported.columns.answer: none to do without labels, or name "
                        + $"the column that has them (now '{column}').",
                    place!.Value.File,
                    place.Value.Line
                );
            }

            context.Log.Warning("EMPO2051", $"{without}. These questions have no label.", place!.Value.File, place.Value.Line);
        }

        if (tally.DescribeProse() is { } prose)
        {
            context.Log.Warning(
                "EMPO2051",
                $"{prose}. Rules compare it as text; name a column with the answers alone in imported.columns.answer, or let a "
                    + "judge compare (score.equivalence: judge)."
            );
        }

        if (tally.Count(LabelKind.Taken) is > 0 and var taken)
        {
            context.Metric("labels_taken", taken);
            context.Log.Line(
                $"recorded: {taken} of {tally.Total} labels are whole solutions or have a mark; their answer is the one in the "
                    + "box, behind #### or behind 'the answer is'"
            );
        }
    }

    private static string Short(string text) => (text.Length > 60 ? text[..60] + "…" : text).ReplaceLineEndings(" ");
}
