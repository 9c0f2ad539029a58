using CsCheck;
using Empo.Method.Answers;

namespace Empo.UnitTests.Method;

public sealed class AnswerClustersTests
{
    [Fact]
    public void Empty_answers_equal_nothing_and_numbers_equal_numbers() =>
        Assert.Equal(
            [0, 0, 0, 1, 2, 3, 0, 4],
            AnswerClusters.Assign(["12", "12", "12", "7", null, null, "12.0", "3"], new CanonicalEquivalence())
        );

    [Fact]
    public void Are_a_partition_numbered_by_first_appearance() =>
        GroupGenerator.Answers.Sample(answers =>
        {
            int[] clusters = GroupGenerator.Clusters(answers);

            Assert.Equal(Enumerable.Range(0, clusters.Max() + 1), clusters.Distinct());
            for (int i = 0; i < answers.Length; i++)
            {
                for (int j = 0; j < i; j++)
                {
                    Assert.Equal(answers[i] is not null && answers[i] == answers[j], clusters[i] == clusters[j]);
                }
            }
        });

    [Fact]
    public void Order_of_the_samples_only_renames() =>
        Gen.SelectMany(GroupGenerator.Answers, answers =>
                Gen.Shuffle(Enumerable.Range(0, answers.Length).ToArray()).Select(order => (answers, order))
            )
            .Sample(pair =>
            {
                int[] clusters = GroupGenerator.Clusters(pair.answers);
                int[] reordered = GroupGenerator.Clusters([.. pair.order.Select(index => pair.answers[index])]);

                Assert.Equal(clusters.Max(), reordered.Max());
                Assert.Equal(
                    reordered.Length,
                    pair.order.Zip(reordered).DistinctBy(item => (clusters[item.First], item.Second)).Count()
                        + (reordered.Length - reordered.Distinct().Count())
                );
            });
}
