
namespace Empo.PipelineTests.Real;

/// <summary>Labelled examples before the rounds, by real builds.</summary>
public sealed class FinetuneTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    private static readonly string Examples =
        $"finetune.dataset={Path.Combine(Repository.Root, "tests", "experiments", "tiny-questions.yaml")} finetune.learning_rate=0.001";

    [Fact]
    public void The_rounds_begin_with_the_fine_tuned_policy()
    {
        var folder = tiny.Copy();

        var first = folder.BuildWith(Examples).Succeeded();
        folder.BuildWith(Examples).Succeeded().RanOnly();

        Assert.Equal(["finetune", "evaluate 0", "rollout 1"], first.Ran.Take(3));
        Assert.DoesNotContain("prepare", first.Ran);
        var trained = folder.Manifest("finetune").Output("policy").Digest;
        Assert.All(
            ["evaluate 0", "rollout 1", "update 1"],
            stage => Assert.Equal(trained, folder.Manifest(stage).Inputs.Single(input => input.Role == "policy").Digest)
        );
        Assert.True(folder.Manifest("update 1").Metrics["mismatch_mean"] < 1e-4);
        string Text(string file) => File.ReadAllText(folder.File($"artifacts/e/{file}"));
        Assert.Contains("fine-tuned on 48 labelled examples", Text("summary.md"), StringComparison.Ordinal);
        Assert.Contains("correct answers are in it", Text("model-card.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_depends_on_the_examples_runs_again()
    {
        var folder = tiny.Copy();
        folder.BuildWith($"{Examples} rounds=0").Succeeded().RanOnly("finetune", "evaluate 0", "report");

        folder.BuildWith($"{Examples} rounds=0 finetune.epochs=2").Succeeded().RanOnly("finetune", "evaluate 0", "report");
        folder.BuildWith("rounds=0").Succeeded().RanOnly("report");
    }

    [Fact]
    public void A_student_learns_what_a_round_agreed_on()
    {
        var folder = tiny.Copy();
        var teacher = $"{Examples} rounds=1 finetune.learning_rate=0.005 finetune.epochs=100";
        folder.BuildWith(teacher).Succeeded();
        folder.BuildWith(teacher, "-t:Distill").Succeeded().Says("of round 1 agree with their majority");

        var student = $"rounds=0 pretrain.hidden_size=16 finetune.dataset={folder.File("artifacts/e/distill.yaml")}";
        var ran = folder.BuildWith(student).Succeeded().Ran;

        Assert.Equal(["pretrain", "finetune", "evaluate 0"], ran.Where(stage => stage is not ("prepare" or "report")));

        var lines = File.ReadLines(folder.File("artifacts/e/distill.jsonl")).Count();
        var metrics = folder.Manifest("finetune").Metrics;
        Assert.Equal(lines, metrics["examples"] + metrics["left_out"]);
        Assert.True(metrics["examples"] > 0);
    }

    /// <summary>A manifest without answers is refused before anything runs.</summary>
    [Fact]
    public void Examples_without_answers_are_refused()
    {
        var folder = tiny.Copy();
        File.WriteAllText(folder.File("rows.jsonl"), """{"q": "1+1?"}""" + "\n");
        File.WriteAllText(
            folder.File("rows.yaml"),
            "name: r\nlicence: MIT\norigin: made up\nkind: files\nfiles:\n  - path: rows.jsonl\n    split: training\n    question: q\n"
        );

        folder.BuildWith($"finetune.dataset={folder.File("rows.yaml")}").Failed("EMPO2073");
    }
}
