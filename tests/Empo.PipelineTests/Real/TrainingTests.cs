using System.Diagnostics;
using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>The whole pipeline with real models.</summary>
public sealed class TrainingTests(TinyPipeline tiny) : IClassFixture<TinyPipeline>
{
    [Fact]
    public void A_copied_run_is_up_to_date_and_has_a_report_a_summary_and_a_policy()
    {
        var folder = tiny.Copy();

        folder.Build().Succeeded().RanOnly();

        using var summary = JsonDocument.Parse(File.ReadAllBytes(folder.File("artifacts/e/summary.json")));
        Assert.True(summary.RootElement.GetProperty("complete").GetBoolean());
        foreach (var metric in new[] { "pass@1", "greedy", "semantic_entropy", "response_length", "no_answer" })
        {
            Assert.True(summary.RootElement.GetProperty("base").TryGetProperty(metric, out _), $"base has no {metric}");
            Assert.True(summary.RootElement.GetProperty("trained").TryGetProperty(metric, out _), $"trained has no {metric}");
        }

        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder.File("artifacts/e/report.html")), StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(folder.File("artifacts/e/policy/model.safetensors")));
    }

    [Fact]
    public void Every_round_changes_the_policy()
    {
        var policies = tiny
            .Outputs.Where(output => output.Key.EndsWith(" policy", StringComparison.Ordinal))
            .Select(output => output.Value)
            .ToList();

        Assert.Equal(3, policies.Distinct().Count());
    }

    [Fact]
    public void No_stage_of_a_label_free_run_reads_the_answers()
    {
        var folder = tiny.Copy();

        folder.Build().Succeeded();

        Assert.DoesNotContain(AllInputs(folder), role => role == "answers");
    }

    [Fact]
    public void One_question_is_followed_from_its_responses_to_the_update_that_used_it()
    {
        var folder = tiny.Copy();
        var ids = "0123456789abcdef"
            .Select(digit => folder.Build("-t:Lineage", $"-p:EmpoQuestion={digit}"))
            .SelectMany(result => System.Text.RegularExpressions.Regex.Matches(result.Output, "begin with [0-9a-f]: ([0-9a-f]{16})"))
            .Select(match => match.Groups[1].Value)
            .ToList();

        var traced = folder.Build("-t:Lineage", $"-p:EmpoQuestion={ids[0]}").Succeeded();

        traced.Says("round ").Says("entropy ").Says("cluster 0 (").Says("reward ").Says("advantage ");
        folder.Build("-t:Lineage", "-p:EmpoQuestion=xyz").Failed("EMPO4021");
    }

    [Fact]
    public void The_supervised_reward_reads_the_answers_and_shares_the_first_rollout()
    {
        var folder = tiny.Copy();

        var result = folder.BuildWith("score.reward=correct").Succeeded();

        Assert.Contains(AllInputs(folder), role => role == "answers");
        Assert.DoesNotContain("rollout 1", result.Ran);
        Assert.Contains("score 1", result.Ran);
    }

    [Fact]
    public void Twice_the_samples_keep_the_first_half()
    {
        var folder = tiny.Copy();
        var before = folder.Manifest("rollout 1").Chunks;

        folder.BuildWith("rollout.samples=16", "-t:Rollout", "-p:EmpoRound=1").Succeeded();

        var after = folder.Manifest("rollout 1").Chunks;
        Assert.Equal(2 * before.Count, after.Count);
        Assert.Subset(after.Select(chunk => chunk.Sha256).ToHashSet(), before.Select(chunk => chunk.Sha256).ToHashSet());
    }

    [Fact]
    public void More_questions_do_not_pretrain_again()
    {
        var folder = tiny.Copy();
        var manifest = folder.File("experiments/tiny-questions.yaml");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("training: 48", "training: 64", StringComparison.Ordinal));

        var result = folder.Build("-t:Rollout", "-p:EmpoRound=1").Succeeded();

        Assert.Equal(["prepare", "rollout 1"], result.Ran);
    }

    [Fact]
    public void Recorded_rollouts_are_scored_under_other_rules_without_sampling()
    {
        var folder = tiny.Copy();

        folder.BuildWith("score.reward=voting filter.all_different=true", "-t:Rescore").Succeeded().Says("majority right");

        using var table = JsonDocument.Parse(File.ReadAllBytes(folder.File("artifacts/e/rescore.json")));
        Assert.Equal(2, table.RootElement.GetArrayLength());
    }

    [Fact]
    public void A_person_can_ask_the_trained_policy()
    {
        var folder = tiny.Copy();
        folder.Build().Succeeded();
        string[] arguments =
        [
            "exec",
            Path.Combine(Tools.Real, "Empo.Stages", "Empo.Stages.dll"),
            "generate",
            "--model",
            folder.File("artifacts/e/policy"),
            "--prompt", "Ann has 79 coins, wins 2, sells 1, sells 1, buys 2. How many?", "--samples", "2", "--max-tokens", "5", "--json",
        ];

        using var process = Process.Start(BuildEnvironment.Start(folder.Path, arguments))!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        Assert.Equal(2, lines.Length);
        using var completion = JsonDocument.Parse(lines[0]);
        Assert.Equal(
            completion.RootElement.GetProperty("token_ids").GetArrayLength(),
            completion.RootElement.GetProperty("log_probs").GetArrayLength()
        );
    }

    private static IEnumerable<string> AllInputs(PipelineFolder folder) =>
        new[] { "rollout 1", "score 1", "filter 1", "update 1", "rollout 2", "score 2", "filter 2", "update 2" }
            .SelectMany(id => folder.Manifest(id).Inputs)
            .Select(input => input.Role);
}
