using Empo.Experiments.Catalog;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Programs;
using Empo.Stages.Training;

namespace Empo.UnitTests.Stages;

/// <summary>
/// One group (reference case G1) and its neighbours through score and filter under the four presets; as text 12 and 12.0 are two answers.
/// </summary>
public sealed class PresetWalkTests : IDisposable
{
    private static readonly string?[] Mixed = ["12", "12", "12", "7", null, null, "12.0", "3"];
    private static readonly string?[] Unanimous = ["5", "5", "5", "5", "5", "5", "5", "5"];
    private static readonly string?[] Different = ["1", "2", "3", "4", "5", "6", "7", null];

    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(
        "paper",
        new[] { .5, .5, .5, .125, 0, 0, .5, .125 },
        new[] { 0.916889, 0.916889, 0.916889, -0.654921, -1.178858, -1.178858, 0.916889, -0.654921 }
    )]
    [InlineData(
        "trl-math",
        new[] { .375, .375, .375, .125, 0, 0, .125, .125 },
        new[] { 1.144944, 1.144944, 1.144944, -0.381648, -1.144944, -1.144944, -0.381648, -0.381648 }
    )]
    [InlineData(
        "trl-natural",
        new[] { .5, .5, .5, .125, -.5, -.5, .5, .125 },
        new[] { 0.786682, 0.786682, 0.786682, -0.071517, -1.501848, -1.501848, 0.786682, -0.071517 }
    )]
    [InlineData(
        "verl",
        new[] { .5, .5, .5, .125, .125, .125, .5, .125 },
        new[] { 0.935410, 0.935410, 0.935410, -0.935410, -0.935410, -0.935410, 0.935410, -0.935410 }
    )]
    public void Rewards_and_advantages_of_the_mixed_group(string preset, double[] rewards, double[] advantages)
    {
        Walk(preset);

        Assert.Equal(rewards, Scores("q0").Select(row => row.Reward));
        Assert.All(Selection("q0").Zip(advantages), pair => Assert.Equal(pair.Second, pair.First.Advantage, 1e-6));
    }

    [Theory]
    [InlineData("paper", "unanimous", "all_different")]
    [InlineData("trl-math", "kept", "all_different")]
    [InlineData("trl-natural", "kept", "kept")]
    [InlineData("verl", "kept", "kept")]
    public void What_becomes_of_groups_that_agree_altogether_or_not_at_all(string preset, string unanimous, string different)
    {
        Walk(preset);

        Assert.Equal((unanimous, different), (Selection("q1")[0].Reason, Selection("q2")[0].Reason));
        Assert.All(Selection("q1"), row => Assert.Equal(0, row.Advantage));
        Assert.Equal(preset != "trl-natural", Selection("q2").All(row => row.Advantage == 0));
    }

    [Theory]
    [InlineData("paper", false)]
    [InlineData("trl-math", true)]
    [InlineData("trl-natural", true)]
    [InlineData("verl", true)]
    public void Whether_dropped_questions_count_in_the_normaliser(string preset, bool count)
    {
        var values = SettingTable
            .All.Where(setting => setting.Stages.Contains(StageTable.Update))
            .ToDictionary(
                setting => setting.Path,
                setting => Presets.Find(General.Preset.Parse(preset)).GetValueOrDefault(setting.Path) ?? setting.Default!,
                StringComparer.Ordinal
            );
        PolicyGroup Group(string id, bool kept) =>
            new()
            {
                QuestionId = id,
                Kept = kept,
                Samples = [new PolicySample(new([1], [1, 2, 3]), [], 1), new PolicySample(new([1], [4]), [], -1)],
            };

        var minibatch = Assert.Single(
            UpdateMinibatch.Plan(
                [Group("q0", kept: true), Group("q1", kept: false)],
                UpdateSettings.From(new SettingSlice(values), 1, 1, 8),
                1
            )
        );

        Assert.Equal(count ? new LossNormalizer(8, 4) : new LossNormalizer(4, 2), minibatch.Normalizer);
        Assert.Equal(2, minibatch.Samples.Count);
    }

    [Fact]
    public void The_natural_recipe_still_punishes_a_missing_answer_where_too_few_agree()
    {
        Walk("trl-natural");

        Assert.Equal([0, 0, 0, 0, 0, 0, 0, -0.5], Scores("q2").Select(row => row.Reward));
        Assert.True(Selection("q2")[7].Advantage < -2);
    }

    [Fact]
    public void The_natural_recipe_gives_nothing_for_an_answer_copied_from_the_question()
    {
        Walk("trl-natural", question: "What is 12 plus 0?");

        Assert.Equal([0, 0, 0, .125, -.5, -.5, 0, .125], Scores("q0").Select(row => row.Reward));
    }

    private void Walk(string preset, string question = "Why?")
    {
        foreach (var (path, value) in Presets.Find(General.Preset.Parse(preset)))
        {
            _bench.With(path, value);
        }

        var questions = _bench.File("questions.parquet");
        ArtifactTable.Write(
            questions,
            QuestionRow.Schema,
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new QuestionRow
                    {
                        QuestionId = $"q{i}",
                        Source = "s",
                        Text = question,
                        PromptTokenIds = [1, 2],
                    }),
            ]
        );
        _bench
            .Input("rollouts", ImportedRollouts.Write(_bench.Chunks, _bench.File("rollouts.parquet"), 4, Mixed, Unanimous, Different))
            .Input("questions", questions)
            .Run("score", 1, ScoreStage.Run);
        _bench
            .Input("scores", _bench.Output("score", "scores.parquet"))
            .Input("groups", _bench.Output("score", "groups.parquet"))
            .Run("filter", 1, FilterStage.Run);
    }

    private ScoreRow[] Scores(string question) =>
        [.. ArtifactTable.Read(_bench.Output("score", "scores.parquet"), ScoreRow.Schema).Where(row => row.QuestionId == question)];

    private SelectionRow[] Selection(string question) =>
        [.. ArtifactTable.Read(_bench.Output("filter", "selection.parquet"), SelectionRow.Schema).Where(row => row.QuestionId == question)];
}
