using CsCheck;
using Empo.Method.Answers;
using Empo.Stages.Judging;

namespace Empo.UnitTests.Judging;

public sealed class JudgedClustersTests
{
    [Fact]
    public void Waves_give_the_clusters_of_the_first_representative_procedure() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 12], Gen.Bool.Array[49]).Sample((answers, relation) =>
        {
            // Any relation, neither symmetric nor transitive; every seventh answer is missing.
            string?[] texts = [.. answers.Select(answer => answer == 6 ? null : $"word{answer}")];
            bool AreEqual(string first, string second) => first == second || relation[(Index(first) * 7) + Index(second)];

            var groups = new JudgedClusters(new QuestionAnswers("q", texts), new TextEquivalence());
            while (groups.Candidates.Count > 0)
            {
                groups.Decide([.. groups.Candidates.Select(candidate => AreEqual(groups.Reference, candidate))]);
            }

            Assert.Equal(AnswerClusters.FirstRepresentative(texts, AreEqual), groups.Ids);
        });

    [Fact]
    public void Nobody_is_asked_about_answers_that_are_equal_by_rule()
    {
        var groups = new JudgedClusters(new QuestionAnswers("q", ["1/2", "0.5", null, @"\frac{1}{2}"]), new CanonicalEquivalence());

        Assert.Empty(groups.Candidates);
        Assert.Equal([0, 0, 1, 0], groups.Ids);
    }

    private static int Index(string text) => text[^1] - '0';
}
