using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Engines;

/// <summary>The graph of an experiment on a recording: the ordinary one with what needs a model left out.</summary>
public sealed class ImportedGraphTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void A_folder_has_a_round_for_each_file_in_the_order_of_their_numbers()
    {
        foreach (var name in new[] { "10.jsonl", "9.jsonl", "notes.txt", "100.parquet" })
        {
            _text.Write($"dump/{name}", "");
        }

        var experiment = Read("dump");

        Assert.Equal(3, experiment.Rounds);
        var nodes = Graph(experiment).Nodes;
        Assert.Equal(
            ["9.jsonl", "10.jsonl", "100.parquet"],
            nodes.Where(node => node.Stage == "rollout").Select(node => Path.GetFileName(Assert.Single(node.Inputs).File))
        );
        Assert.Equal(
            ["export", "filter", "guard", "prepare", "report", "rescore", "rollout", "score"],
            nodes.Select(node => node.Stage).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void One_file_is_one_round_unless_the_experiment_says_more()
    {
        _text.Write("r.jsonl", "");

        Assert.Equal(1, Read("r.jsonl").Rounds);
        Assert.Equal(5, Read("r.jsonl", "rounds: 5\n").Rounds);
    }

    [Fact]
    public void Neither_a_dataset_nor_a_model_is_needed_and_every_question_counts()
    {
        _text.Write("r.jsonl", "");

        var experiment = Read("r.jsonl");

        Assert.Equal(
            ((string?)null, 0, GuardAction.Warn),
            (experiment.Get(General.Dataset), experiment.Get(Rollout.Questions), experiment.Get(Guard.Action))
        );
        Assert.DoesNotContain(Graph(experiment).Nodes, node => node.Inputs.Any(input => input.Role.Name == "tokenizer"));
        Assert.Contains(Graph(Read("r.jsonl", "model: m\n")).Nodes, node => node.Inputs.Any(input => input.Role.Name == "tokenizer"));
    }

    [Fact]
    public void No_score_of_a_label_free_run_reads_the_labels()
    {
        _text.Write("r.jsonl", "");

        Assert.DoesNotContain(Graph(Read("r.jsonl")).Nodes, node =>
            node.Stage != "rescore" && node.Inputs.Any(input => input.Output == StageTable.TrainingAnswers)
        );
        Assert.Contains(Graph(Read("r.jsonl", "score:\n  reward: correct\n")).Nodes, node =>
            node.Stage == "score" && node.Inputs.Any(input => input.Output == StageTable.TrainingAnswers)
        );
    }

    [Fact]
    public void A_missing_recording_is_an_error_at_its_setting()
    {
        var failure = _text.Refused("rollout:\n  engine: imported\nimported:\n  rollouts: nowhere\n");

        Assert.Equal(("EMPO4060", 4), (failure.Code, failure.Line));
        Assert.Equal("EMPO4061", _text.Refused("rollout:\n  engine: imported\n").Code);
    }

    [Fact]
    public void More_rounds_than_files_are_an_error()
    {
        _text.Write("dump/1.jsonl", "");
        _text.Write("dump/2.jsonl", "");

        var failure = Assert.Throws<UserError>(() => Graph(Read("dump", "rounds: 3\n")));

        Assert.Equal("EMPO4067", failure.Code);
    }

    [Fact]
    public void A_reward_of_token_statistics_is_refused()
    {
        _text.Write("r.jsonl", "");

        var failure = Assert.Throws<UserError>(() => Read("r.jsonl", "score:\n  reward: token-entropy\n"));

        Assert.Equal(("EMPO4068", 2), (failure.Code, failure.Line));
    }

    [Fact]
    public void All_questions_are_for_recordings_only() =>
        Assert.Equal("EMPO1009", _text.Refused("dataset: d.yaml\nrollout:\n  questions: 0\n").Code);

    private Experiment Read(string rollouts, string more = "") =>
        _text.Read($"rollout:\n  engine: imported\nimported:\n  rollouts: {rollouts}\n{more}");

    private static Pipeline Graph(Experiment experiment) =>
        Pipeline.Of(experiment, ImportedFiles.Of(experiment.ValueOf(Imported.Rollouts), experiment.File));
}
