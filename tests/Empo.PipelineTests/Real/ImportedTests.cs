using System.Text.Json;
using Empo.PipelineTests.Harness;

namespace Empo.PipelineTests.Real;

/// <summary>Another trainer's rollouts through real builds: no model, no GPU.</summary>
public sealed class ImportedTests
{
    private static readonly string Recording = Path.Combine(Repository.Root, "datasets", "recorded");

    [Fact]
    public void The_shipped_recording_is_scored_filtered_guarded_exported_and_reported_and_then_up_to_date()
    {
        var folder = Folder();

        folder.Build().Succeeded().Says("majority right").RanOnly(["prepare", .. Round(1), .. Round(2), .. Round(3), "rescore", "report"]);

        Assert.Contains(
            "960 recorded responses to 120 questions in 3 rounds",
            File.ReadAllText(folder.File("artifacts/e/summary.md")),
            StringComparison.Ordinal
        );
        Assert.True(File.Exists(folder.File("artifacts/e/report.html")));
        var inputs = File.ReadAllLines(folder.File("datasets/recorded/2.jsonl"));
        var outputs = File.ReadAllLines(folder.File("artifacts/e/selection/2.jsonl"));
        Assert.Equal(inputs.Length, outputs.Length);
        Assert.All(inputs.Zip(outputs), pair => Assert.Equal(Boxed(Text(pair.First, "output")), Text(pair.Second, "answer")));
        Assert.True(File.Exists(folder.File("artifacts/e/selection/2.parquet")));
        folder.Build().Succeeded().RanOnly();
    }

    [Fact]
    public void A_new_step_runs_its_own_round_and_leaves_the_others_alone()
    {
        var folder = Folder();
        File.Delete(folder.File("datasets/recorded/3.jsonl"));
        folder.Build().Succeeded();

        File.Copy(Path.Combine(Recording, "3.jsonl"), folder.File("datasets/recorded/3.jsonl"));
        var result = folder.Build().Succeeded();

        result.RanOnly(["prepare", .. Round(3), "rescore", "report"]);
    }

    [Fact]
    public void Other_rules_are_tabulated_and_other_bounds_run_the_filter_only()
    {
        var folder = Folder();
        folder.Build().Succeeded();

        folder.BuildWith("score.reward=voting", "-t:Rescore").Succeeded().Says("reward of right - wrong");
        var result = folder.BuildWith("filter.majority.low=0.6").Succeeded();

        Assert.DoesNotContain(result.Ran, stage =>
            stage.StartsWith("rollout", StringComparison.Ordinal) || stage.StartsWith("score", StringComparison.Ordinal)
        );
        Assert.Contains("filter 1", result.Ran);
    }

    [Fact]
    public void A_damaged_row_is_left_out_with_its_line_and_an_error_where_none_may_be()
    {
        var folder = Folder();
        var file = folder.File("datasets/recorded/2.jsonl");
        var lines = File.ReadAllLines(file);
        lines[16] = "{\"input\": \"q\"}";
        File.WriteAllLines(file, lines);

        var counted = folder.Build().Succeeded();
        var strict = folder.BuildWith("imported.unreadable=0").Failed("EMPO4080");

        counted.Says("2.jsonl(17,1): warning EMPO4081: 1 of 320 row(s) left out").Says("responses=959");
        strict.Says("2.jsonl(17,1): error EMPO4080: 1 of 320 rows");
    }

    [Fact]
    public void The_steps_of_one_file_are_its_rounds_and_steps_beyond_them_are_warned_of()
    {
        var folder = Folder();
        var all = string.Concat(new[] { "1", "2", "3" }.Select(step => File.ReadAllText(Path.Combine(Recording, $"{step}.jsonl"))));
        folder.Write("datasets/all.jsonl", all);

        var first = folder.BuildWith("imported.rollouts=datasets/all.jsonl");
        var three = folder.BuildWith("imported.rollouts=datasets/all.jsonl rounds=3").Succeeded();

        Assert.Contains("warning EMPO4065", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("rollout 1", three.Ran);
        Assert.Contains("rollout 3", three.Ran);
        Assert.True(File.Exists(folder.File("artifacts/e/selection/round-0003.jsonl")));
    }

    private static string[] Round(int round) =>
        [.. new[] { "rollout", "score", "filter", "export", "guard" }.Select(stage => $"{stage} {round}")];

    private static PipelineFolder Folder()
    {
        var folder = new PipelineFolder(Tools.Real);
        folder.Write(PipelineFolder.Experiment, File.ReadAllText(Path.Combine(Repository.Root, "experiments", "imported.yaml")));
        foreach (var step in new[] { "1.jsonl", "2.jsonl", "3.jsonl" })
        {
            folder.Write($"datasets/recorded/{step}", File.ReadAllText(Path.Combine(Recording, step)));
        }

        return folder;
    }

    private static string? Text(string json, string property) => JsonDocument.Parse(json).RootElement.GetProperty(property).GetString();

    private static string? Boxed(string? output) => output!.Split(@"\boxed{") is [_, var rest] ? rest.Split('}')[0] : null;
}
