namespace Empo.PipelineTests.Real;

/// <summary>People's decisions about a real run.</summary>
public sealed class ReviewTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    [Fact]
    public void A_review_is_written_and_a_decision_reruns_filters_and_what_follows_from_a_changed_selection()
    {
        var folder = tiny.Copy();
        folder.Build("-t:Review").Succeeded().Says("are worth a look");
        Assert.StartsWith("question_id,decision,reasons,round,majority_answer", File.ReadAllText(folder.File("artifacts/e/review.csv")), StringComparison.Ordinal);
        folder.Write("experiments/reviewed.csv", "question_id,decision\n0000000000000000,drop\n");

        // Nobody asked this question, so the selections stay what they were.
        folder.BuildWith("filter.decisions=experiments/reviewed.csv").Succeeded().RanOnly("filter 1", "filter 2");

        folder.Write("experiments/reviewed.csv", "question_id,decision\n0000000000000000,perhaps\n");
        folder.BuildWith("filter.decisions=experiments/reviewed.csv").Failed("EMPO4027").Says("reviewed.csv(2,1)");
        folder.BuildWith("filter.decisions=experiments/missing.csv").Failed("EMPO1013");
    }
}
