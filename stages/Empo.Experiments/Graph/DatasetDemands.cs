using Empo.Experiments.Catalog;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;

namespace Empo.Experiments.Graph;

/// <summary>
/// Checks what an experiment needs from its dataset, as far as the manifest shows it before any row is read. Check, Status and Build all
/// call this, so they refuse the same datasets.
/// </summary>
public static class DatasetDemands
{
    private static readonly Setting<EvaluationSplit> Split = Evaluate.Split;

    /// <summary>
    /// Whether policies are evaluated. They are not with <c>evaluate.split: none</c>, nor where that setting is not written and the dataset
    /// has no evaluation questions.
    /// </summary>
    /// <exception cref="UserError">EMPO2017, EMPO2018, EMPO2071, EMPO2072: the dataset lacks what a setting reads.</exception>
    public static bool Check(Experiment experiment, DatasetOutline dataset)
    {
        if (experiment.Model is null && experiment.PretrainDataset is null && dataset.IsOfFiles)
        {
            throw NeedsGenerator(experiment, General.Dataset, "its dataset lists files");
        }

        if (experiment.NeedsLabels && dataset.WithoutAnswers("training") is { } entry)
        {
            throw PreparedLabels.Missing(
                experiment,
                $"the dataset names none for its training questions ({System.IO.Path.GetFileName(dataset.Manifest)}, line {entry.Line})",
                "Add 'answer: <column>' there"
            );
        }

        RequireJudgedAccuracy(experiment, dataset);
        return Evaluates(experiment, dataset);
    }

    /// <summary>What is not measured, in words; null where accuracy is measured.</summary>
    /// <param name="evaluates">What <see cref="Check"/> returned.</param>
    public static string? Note(Experiment experiment, DatasetOutline dataset, bool evaluates)
    {
        var split = experiment.ValueOf(Split).Text;
        return !evaluates
                ? $"no evaluation: {WhyNot(experiment)}; the rounds' own indicators are reported and guarded"
            : !dataset.HasAnswers(split)
                ? $"the {split} questions have no answers: entropy, length and agreement are measured on them, accuracy is not"
            : null;
    }

    private static string WhyNot(Experiment experiment) =>
        experiment.Get(Split) == EvaluationSplit.None ? "evaluate.split is none" : "the dataset has no evaluation questions";

    /// <summary>Requires that the small base is pre-trained from a generator's manifest.</summary>
    /// <exception cref="UserError">EMPO2017 at <c>pretrain.dataset</c>.</exception>
    public static void RequireGenerator(Experiment experiment, DatasetOutline dataset)
    {
        if (dataset.IsOfFiles)
        {
            throw NeedsGenerator(experiment, Pretrain.Dataset, "pretrain.dataset lists files");
        }
    }

    /// <summary>Requires that some training question of the manifest of labelled examples may have an answer.</summary>
    /// <exception cref="UserError">EMPO2073 at <c>finetune.dataset</c>.</exception>
    public static void RequireExamples(Experiment experiment, DatasetOutline examples)
    {
        if (!examples.HasQuestions("training") || !examples.HasAnswers("training"))
        {
            throw experiment.FailureAt(
                Finetune.Dataset,
                "EMPO2073",
                $"{Finetune.Dataset} needs training questions with answers, but {System.IO.Path.GetFileName(examples.Manifest)} has no "
                    + "file with 'split: training' and 'answer: <column>'. The column may hold whole workings, or be the messages "
                    + "of which the last reply is learned."
            );
        }
    }

    private static UserError NeedsGenerator(Experiment experiment, Setting setting, string but) =>
        experiment.FailureAt(
            setting,
            "EMPO2017",
            $"No 'model' is given, so a small base is pre-trained, which needs examples from a generator; but {but}. Set 'model' "
                + "to the folder of a base model, or 'pretrain.dataset' to a manifest of kind generator."
        );

    private static void RequireJudgedAccuracy(Experiment experiment, DatasetOutline dataset)
    {
        var accuracy = Guard.Limits[GuardLimit.Accuracy];
        Setting[] limits = [accuracy.Stop, accuracy.Warn];
        if (
            experiment.JudgesAccuracy
            && dataset.HasQuestions("development")
            && !dataset.HasAnswers("development")
            && limits.FirstOrDefault(limit => experiment.ValueOf(limit) is { File: not null, Text: not "none" }) is { } written
        )
        {
            throw experiment.FailureAt(
                written,
                "EMPO2072",
                $"{written} is a limit of accuracy, but the development questions of this dataset have no answers. Add 'answer: "
                    + $"<column>' in {System.IO.Path.GetFileName(dataset.Manifest)}, or set {limits[0]} and {limits[1]} to none."
            );
        }
    }

    private static bool Evaluates(Experiment experiment, DatasetOutline dataset)
    {
        var split = experiment.ValueOf(Split);
        if (experiment.Get(Split) == EvaluationSplit.None)
        {
            return false;
        }

        if (dataset.HasQuestions(split.Text))
        {
            return true;
        }

        if (split.File is not null)
        {
            throw experiment.FailureAt(
                Split,
                "EMPO2018",
                $"{Split} is {split.Text}, but the dataset has no file with 'split: {split.Text}'. Add one, choose another "
                    + $"{Split}, or set it to none to train without an evaluation."
            );
        }

        return dataset.HasQuestions("development")
            ? throw experiment.FailureAt(
                General.Dataset,
                "EMPO2018",
                $"The dataset has development questions but no evaluation questions, which {Split} asks by default. Set {Split} "
                    + "to development, or to none to train without an evaluation."
            )
            : false;
    }
}
