using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests;

/// <summary>Experiments whose questions have no answers, on every way that a user has into them.</summary>
public sealed class UnlabelledTests
{
    private const string Questions =
        "name: q\nlicence: MIT\norigin: here\nkind: files\nfiles:\n  - path: q.jsonl\n    split: training\n    question: q\n";

    [Fact]
    public void Without_evaluation_questions_a_run_trains_guards_reports_and_is_locked()
    {
        var folder = Unlabelled();

        folder.Build("-t:Check").Succeeded().Says("no evaluation: the dataset has no evaluation questions");
        folder
            .Build()
            .Succeeded()
            .Says("no evaluation: ")
            .RanOnly(
                "pretrain", "prepare", "rollout 1", "score 1", "filter 1", "update 1", "guard 1", "rollout 2", "score 2", "filter 2",
                "update 2", "guard 2",
                "report"
            );
        folder.Build("-t:Status").Succeeded().Says("all 13 stages are up to date");
        folder.Build("-t:Evaluate").Failed("EMPO1011").Says("its dataset has no questions to ask");
        folder.Build("-t:Lock").Succeeded().Says("12 stages, nothing evaluated, seed 1");
        folder.Build("-p:EmpoLocked=true").Succeeded().RanOnly().Says("locked: all 12 stages have the bytes of the lock");
        folder.BuildWith("score.reward=voting", "-t:Rescore").Succeeded();
        folder.Build("-t:Lineage").Succeeded();

        using var summary = JsonDocument.Parse(File.ReadAllText(folder.File("artifacts/e/summary.json")));
        Assert.True(summary.RootElement.GetProperty("complete").GetBoolean());
        Assert.Equal(
            (JsonValueKind.Null, JsonValueKind.Null),
            (summary.RootElement.GetProperty("base").ValueKind, summary.RootElement.GetProperty("trained").ValueKind)
        );
        Assert.True(File.Exists(folder.File("artifacts/e/policy/model.safetensors")));
    }

    [Theory]
    [InlineData("score.reward=correct", "EMPO2071", "choose a reward that needs none, such as score.reward: empo")]
    [InlineData("evaluate.split=evaluation", "EMPO2018", "set it to none to train without an evaluation")]
    public void What_needs_answers_or_questions_is_refused_by_check_and_build_alike(string settings, string code, string remedy)
    {
        var folder = Unlabelled();

        folder.BuildWith(settings, "-t:Check").Failed(code).Says(remedy);
        folder.BuildWith(settings).Failed(code).Says(remedy);

        Assert.Empty(folder.Begun());
    }

    [Fact]
    public void Training_questions_that_lack_an_answer_stop_a_reward_that_reads_it_before_anything_is_sampled()
    {
        var folder = Unlabelled();
        folder.Write("datasets/d.yaml", Questions + "    answer: a\n");
        folder.Fault("prepare.metrics", "training 8\nlabelled 5");

        folder.BuildWith("score.reward=correct").Failed("EMPO2071").Says("3 of 8 training questions have no answer");
        folder.BuildWith("score.reward=correct", "-t:Check").Failed("EMPO2071").Says("3 of 8 training questions have no answer");

        Assert.Equal(["pretrain", "prepare"], folder.Begun());
        folder.Build().Succeeded();
    }

    [Fact]
    public void A_run_that_is_built_again_leaves_its_lock_as_it_is()
    {
        var folder = PipelineFolder.WithFakeStages();
        folder.Fault("evaluate.metrics", "tokens 100\ntokens_reused 0");
        folder.Build().Succeeded();
        folder.Build("-t:Lock").Succeeded();
        var before = File.ReadAllBytes(folder.File("experiments/e.lock.json"));

        Directory.Delete(folder.Entry("evaluate 0"), recursive: true);
        Directory.Delete(folder.Entry("update 2"), recursive: true);
        folder.Fault("evaluate.metrics", "tokens 100\ntokens_reused 100");
        folder.Build().Succeeded();
        folder.Build("-t:Lock").Succeeded();

        Assert.Equal(before, File.ReadAllBytes(folder.File("experiments/e.lock.json")));
    }

    private static PipelineFolder Unlabelled()
    {
        var folder = PipelineFolder.WithFakeStages("rounds: 2\npretrain:\n  dataset: ../datasets/g.yaml\n");
        folder.Write("datasets/g.yaml", "name: g\nkind: generator\n");
        folder.Write("datasets/q.jsonl", "{\"q\": \"1+1?\"}\n");
        folder.Write("datasets/d.yaml", Questions);
        return folder;
    }
}
