using System.Globalization;
using Empo.Experiments.Settings.Sections;
using Empo.Method.Answers;
using Empo.Stages.Scoring;

namespace Empo.UnitTests.Method.Answers;

public sealed class ClusteringPresetTests
{
    private static readonly string?[] NotTransitive = ["1.0", "1.8", "1.4"];

    [Fact]
    public void The_first_matching_representative_wins_in_the_verl_tree() =>
        Assert.Equal([0, 1, 0], AnswerClusters.FirstRepresentative(NotTransitive, AreNear));

    [Fact]
    public void A_missing_answer_is_a_cluster_of_its_own_in_both_procedures()
    {
        string?[] answers = ["1", null, "1", null];

        Assert.Equal([0, 1, 0, 2], AnswerClusters.ByForm(answers, text => text));
        Assert.Equal([0, 1, 0, 2], AnswerClusters.FirstRepresentative(answers, string.Equals));
    }

    [Theory]
    [InlineData("canonical", new[] { 0, 0, 1, 2 })]
    [InlineData("verl", new[] { 0, 0, 0, 1 })]
    [InlineData("trl-math", new[] { 0, 1, 2, 3 })]
    [InlineData("text", new[] { 0, 1, 2, 3 })]
    public void Presets_differ_in_what_they_merge(string name, int[] expected) =>
        Assert.Equal(
            expected,
            AnswerClusters.Assign(["1000", "1,000", "1001", "1003"], AnswerRules.FormsOf(Score.Equivalence.Parse(name)))
        );

    [Fact]
    public void Unknown_names_are_refused()
    {
        Assert.Throws<KeyNotFoundException>(() => Score.Equivalence.Parse("sympy"));
        Assert.Throws<KeyNotFoundException>(() => Score.Extraction.Parse("last"));
        Assert.Equal(ExtractionPolicy.BoxedOrPhrase, Score.Extraction.Parse("boxed-or-phrase"));
    }

    private static bool AreNear(string left, string right) =>
        Math.Abs(double.Parse(left, CultureInfo.InvariantCulture) - double.Parse(right, CultureInfo.InvariantCulture)) <= 0.45;
}
