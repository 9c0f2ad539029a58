using Empo.Experiments.Graph;

namespace Empo.UnitTests.Experiments;

/// <summary>What is said of a dataset before a row of it is read, by Check, Status and Build alike.</summary>
public sealed class DatasetDemandsTests : IDisposable
{
    private const string Base = "dataset: d.yaml\nmodel: m\nrounds: 2\n";

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("", "training", false)]
    [InlineData("", "training evaluation", true)]
    [InlineData("", "training+ evaluation+", true)]
    [InlineData("", "training development evaluation", true)]
    [InlineData("", "", true)]
    [InlineData("", "training evaluatoin", true)]
    [InlineData("evaluate: {split: none}\n", "training evaluation+", false)]
    [InlineData("evaluate: {split: development}\n", "training development", true)]
    [InlineData("evaluate: {every: 0}\n", "training", false)]
    [InlineData("score: {reward: correct}\n", "training+", false)]
    public void Policies_are_evaluated_where_there_are_questions_for_it(string settings, string files, bool evaluates)
    {
        var experiment = _text.Read(Base + settings);

        Assert.Equal(evaluates, DatasetDemands.Check(experiment, Dataset(files)));
        Assert.Equal(
            evaluates,
            Pipeline.Of(experiment, [], DatasetDemands.Check(experiment, Dataset(files))).Nodes.Any(node => node.Stage == "evaluate")
        );
    }

    [Theory]
    [InlineData("evaluate: {split: evaluation}\n", "training", "EMPO2018", 4, "set it to none to train without an evaluation")]
    [InlineData("evaluate: {split: development}\n", "training evaluation", "EMPO2018", 4, "no file with 'split: development'")]
    [InlineData("", "training development", "EMPO2018", 1, "Set evaluate.split to development")]
    [InlineData(
        "score: {reward: correct}\n",
        "training evaluation+",
        "EMPO2071",
        4,
        "the dataset names none for its training questions (d.yaml, line 5)"
    )]
    [InlineData("score: {reward: correct}\n", "training+ training", "EMPO2071", 4, "line 9")]
    [InlineData(
        "score: {reward: weighted, weights: {correct: 1}}\n",
        "training",
        "EMPO2071",
        4,
        "score.weights.correct is 1, which reads the correct answers"
    )]
    [InlineData(
        "evaluate: {split: development}\nguard: {accuracy: {stop: 0.1}}\n",
        "training development",
        "EMPO2072",
        5,
        "guard.accuracy.stop is a limit of accuracy"
    )]
    public void What_the_dataset_lacks_is_refused_at_the_setting_that_asks_for_it(
        string settings,
        string files,
        string code,
        int line,
        string mention
    )
    {
        var failure = Assert.Throws<UserError>(() => DatasetDemands.Check(_text.Read(Base + settings), Dataset(files)));

        Assert.Equal((code, _text.File("e.yaml"), line), (failure.Code, failure.File, failure.Line));
        Assert.Contains(mention, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_of_accuracy_that_nobody_wrote_are_not_missed_without_answers() =>
        Assert.True(DatasetDemands.Check(_text.Read(Base + "evaluate: {split: development}\n"), Dataset("training development")));

    [Fact]
    public void A_base_is_pre_trained_from_a_generator_only()
    {
        var own = _text.Read("dataset: d.yaml\n");
        var other = _text.Read("dataset: d.yaml\npretrain: {dataset: g.yaml}\n");

        Assert.Equal("EMPO2017", Assert.Throws<UserError>(() => DatasetDemands.Check(own, Dataset("training"))).Code);
        Assert.False(DatasetDemands.Check(other, Dataset("training")));
        Assert.Equal(
            ("EMPO2017", 2),
            Assert.Throws<UserError>(() => DatasetDemands.RequireGenerator(other, Dataset("training"))) is var failure
                ? (failure.Code, failure.Line)
                : default
        );
        Assert.Equal(_text.File("g.yaml"), Pipeline.Of(other, []).Find("pretrain", null)!.Inputs.Single().File);
        Assert.Equal(
            _text.File("d.yaml"),
            Pipeline.Of(other, []).Find("prepare", null)!.Inputs.First(input => input.Role.Name == "dataset").File
        );
    }

    [Theory]
    [InlineData("", "training", "no evaluation: the dataset has no evaluation questions")]
    [InlineData("evaluate: {split: none}\n", "training evaluation+", "no evaluation: evaluate.split is none")]
    [InlineData(
        "",
        "training evaluation",
        "the evaluation questions have no answers: entropy, length and agreement are measured on them, accuracy is not"
    )]
    [InlineData("", "training evaluation evaluation+", null)]
    [InlineData("", "", null)]
    public void What_is_not_measured_is_said(string settings, string files, string? note)
    {
        var experiment = _text.Read(Base + settings);
        var said = DatasetDemands.Note(experiment, Dataset(files), DatasetDemands.Check(experiment, Dataset(files)));

        Assert.Equal(note is null, said is null);
        Assert.StartsWith(note ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_that_evaluates_nothing_keeps_what_the_graph_has_and_no_more()
    {
        var graph = Pipeline.Of(_text.Read(Base), [], evaluates: false);

        Assert.Equal(
            "prepare rollout 1 score 1 filter 1 update 1 guard 1 rollout 2 score 2 filter 2 update 2 guard 2 report",
            string.Join(' ', graph.Nodes.Select(node => node.Id))
        );
        Assert.False(graph.Evaluates(0) || graph.Evaluates(2));
        Assert.DoesNotContain(graph.Find("report", null)!.Inputs, input => input.Role.Name == "evaluation");
    }

    /// <summary>A manifest with one file for each word; a plus gives it answers.</summary>
    private DatasetOutline Dataset(string files)
    {
        var entries = files
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(
                (split, i) =>
                {
                    _text.Write($"f{i}.jsonl", "");
                    return $"  - path: f{i}.jsonl\n    split: {split.TrimEnd('+')}\n    question: q\n"
                        + $"{(split.EndsWith('+') ? "    answer: a\n" : "")}";
                }
            );
        return DatasetFiles.Outline(_text.Write("d.yaml", $"name: d\nlicence: MIT\norigin: here\nfiles:\n{string.Concat(entries)}"));
    }
}
