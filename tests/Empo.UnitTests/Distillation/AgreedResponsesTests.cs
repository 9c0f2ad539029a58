using Empo.Stages.Artifacts;
using Empo.Stages.Distillation;

namespace Empo.UnitTests.Distillation;

public sealed class AgreedResponsesTests
{
    /// <summary>Clusters of the samples in order, a cut-off one in brackets; then the samples that a student learns.</summary>
    [Theory]
    [InlineData("0 0 1 (0)", 0, "0 1")]
    [InlineData("0 1 1 1", 0, "1 2 3")]
    [InlineData("0 1 1 1", 2, "1 2")]
    [InlineData("0 0 1 1", 0, "")] // no majority
    [InlineData("(0) (0) 1", 0, "")] // the majority never ended
    [InlineData("0", 0, "0")]
    [InlineData("0 - -", 0, "")] // each without an answer is a cluster of its own
    public void A_student_learns_the_majority_that_ended(string clusters, int most, string expected)
    {
        string[] words = clusters.Split(' ');
        var (rows, scores) = (new List<RolloutRow>(), new Dictionary<(string, int), ScoreRow>());
        foreach (var (i, word) in words.Index())
        {
            var cluster = word == "-" ? 10 + i : int.Parse(word.Trim('(', ')'), System.Globalization.CultureInfo.InvariantCulture);
            rows.Add(Row("q", i, word.StartsWith('(') ? "length" : "stop"));
            scores[("q", i)] = new ScoreRow
            {
                QuestionId = "q",
                SampleIndex = i,
                Cluster = cluster,
                Probability = 0,
                Reward = 0,
                Answer = word == "-" ? null : $"{cluster}",
            };
        }

        var learned = AgreedResponses.Of(3, [rows], scores, new HashSet<string> { "q" }, most).ToList();

        Assert.Equal(expected, string.Join(' ', learned.Select(response => response.Sample)));
        Assert.All(learned, response => Assert.Equal((3, $"text {response.Sample}"), (response.Round, response.Text)));
    }

    [Fact]
    public void A_question_that_was_not_kept_teaches_nothing() =>
        Assert.Empty(AgreedResponses.Of(1, [[Row("q", 0, "stop")]], new Dictionary<(string, int), ScoreRow>(), new HashSet<string>(), 0));

    private static RolloutRow Row(string question, int sample, string finish) => new()
    {
        QuestionId = question,
        SampleIndex = sample,
        PromptTokenIds = [1],
        TokenIds = [2],
        LogProbs = [0],
        TokenEntropies = [0],
        SelfCertainties = [0],
        FinishReason = finish,
        Text = $"text {sample}",
    };
}
