using System.Text.Json;
using System.Text.RegularExpressions;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>People's decisions about a real run.</summary>
public sealed partial class ReviewTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    private const string Decisions = "filter.decisions=experiments/reviewed.csv";

    /// <summary>
    /// Round 1 selects what it did; its update runs for the sake of the optimizer's state, which the retention rules had removed.
    /// </summary>
    private static readonly string[] FromTheSecondFilterOn = ["filter 1", "update 1", "filter 2", "update 2", "evaluate 2", "report"];

    [Fact]
    public void A_review_is_written_and_a_decision_for_no_question_runs_filters_only_and_is_warned_of()
    {
        var folder = tiny.Copy();
        folder.Build("-t:Review").Succeeded().Says("are worth a look");
        Assert.StartsWith(
            "question_id,decision,reasons,round,majority_answer",
            File.ReadAllText(folder.File("artifacts/e/review.csv")),
            StringComparison.Ordinal
        );
        folder.Write("experiments/reviewed.csv", "question_id,decision\n0000000000000000,drop\n");

        // Nobody asked this question, so the selections stay what they were.
        var warned = folder.BuildWith(Decisions).Succeeded().RanOnly("filter 1", "filter 2");

        warned.Says(
            "reviewed.csv(2,1): warning EMPO4034: 1 of 1 decisions are for no training question of this experiment and change "
                + "nothing: line 2."
        );
    }

    [Fact]
    public void What_cannot_be_understood_is_refused_before_anything_runs()
    {
        var folder = tiny.Copy();
        folder.Write("experiments/reviewed.csv", "question_id,decision\n0000000000000000,perhaps\n");

        folder.BuildWith($"seed=7 {Decisions}", "-t:Check").Failed("EMPO4027").Says("reviewed.csv(2,1)");
        Assert.DoesNotContain(
            "ran in",
            folder.BuildWith($"seed=7 {Decisions}").Failed("EMPO4027").Says("reviewed.csv(2,1)").Output,
            StringComparison.Ordinal
        );
        folder.BuildWith("filter.decisions=experiments/missing.csv").Failed("EMPO1013");
    }

    [Fact]
    public void A_decision_reruns_the_filters_and_what_follows_from_it_and_is_kept_by_the_next_review()
    {
        var folder = tiny.Copy();
        var (question, answer) = KeptInRoundTwo(folder);

        folder.Write("experiments/reviewed.csv", $"question_id,decision\n{question},drop\n");
        var dropped = folder.BuildWith(Decisions).Succeeded().RanOnly(FromTheSecondFilterOn);
        Assert.DoesNotContain("EMPO4034", dropped.Output, StringComparison.Ordinal);
        folder.Write("experiments/reviewed.csv", $"question_id,decision\n{question},correct: {answer}\n");
        folder.BuildWith(Decisions).Succeeded().RanOnly(FromTheSecondFilterOn);

        folder.BuildWith(Decisions, "-t:Review").Succeeded().Says("1 decisions kept");
        folder.Build("-t:Review").Succeeded().Says("1 decisions kept");
        Assert.Contains(
            $"\n{question},correct: {answer},",
            File.ReadAllText(folder.File("artifacts/e/review.csv")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_is_reviewed_and_its_questions_are_traced_in_the_view_that_it_names()
    {
        var folder = tiny.Copy();
        const string View = "run_name=runs/first";
        var (question, _) = KeptInRoundTwo(folder);
        folder.BuildWith(View).Succeeded().Says("stages are up to date");
        Directory.Delete(folder.File("artifacts/e"), recursive: true);

        folder.BuildWith(View, "-t:Review").Succeeded();
        folder
            .BuildWith(View, "-t:Lineage", $"-p:EmpoQuestion={question[..12]}")
            .Succeeded()
            .Says($"question {question}")
            .Says("round 2: entropy");

        Assert.True(File.Exists(folder.File("artifacts/runs/first/review.csv")));
        using var traced = JsonDocument.Parse(File.ReadAllBytes(folder.File("artifacts/runs/first/question.json")));
        Assert.Equal(question, traced.RootElement[0].GetProperty("question_id").GetString());
        Assert.False(Directory.Exists(folder.File("artifacts/e")));
    }

    /// <summary>A question that round 2 alone asked and trained on, and one of the answers to it.</summary>
    private static (string Question, string Answer) KeptInRoundTwo(PipelineFolder folder)
    {
        // Every id begins with nothing, so the refusal names the first ones.
        foreach (
            var question in Id()
                .Matches(Trace(folder, "").Failed("EMPO4021").Says("32 questions begin with").Output)
                .Select(match => match.Value)
        )
        {
            var text = Trace(folder, question, "--json").Output;
            using var rounds = JsonDocument.Parse(text[text.IndexOf('[', StringComparison.Ordinal)..(text.LastIndexOf(']') + 1)]);
            if (
                rounds.RootElement[0] is var first
                && first.GetProperty("round").GetInt32() == 2
                && first.GetProperty("reason").GetString() == "kept"
                && first
                    .GetProperty("samples")
                    .EnumerateArray()
                    .Select(sample => sample.GetProperty("answer").GetString())
                    .OfType<string>()
                    .FirstOrDefault()
                    is { } answer
            )
            {
                return (question, answer);
            }
        }

        throw new InvalidOperationException("None of the first questions is one of round 2 that was kept and answered.");
    }

    private static BuildResult Trace(PipelineFolder folder, string question, params string[] more) =>
        new RunningBuild(
            BuildEnvironment.Start(
                folder.Path,
                [
                    "exec",
                    Path.Combine(Tools.Real, "Empo.Stages", "Empo.Stages.dll"),
                    "trace",
                    "--store",
                    folder.Store,
                    "--summary",
                    folder.File("artifacts/e/summary.json"),
                    "--question",
                    question,
                    .. more,
                ]
            ),
            folder
        ).Wait();

    [GeneratedRegex(@"\b[0-9a-f]{16,}\b")]
    private static partial Regex Id();
}
