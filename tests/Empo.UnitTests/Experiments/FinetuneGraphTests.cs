using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;

namespace Empo.UnitTests.Experiments;

/// <summary>Where fine-tuning stands in the graph, and what begins with its policy.</summary>
public sealed class FinetuneGraphTests : IDisposable
{
    private readonly ExperimentText _text = new();

    public FinetuneGraphTests() => File.WriteAllText(_text.File("s.yaml"), "name: s\n");

    public void Dispose() => _text.Dispose();

    [Fact]
    public void Without_examples_there_is_no_such_stage() => Assert.DoesNotContain(Graph("").Nodes, node => node.Stage == "finetune");

    [Fact]
    public void Rounds_and_the_first_evaluation_begin_with_its_policy()
    {
        var graph = Graph("finetune:\n  dataset: s.yaml\nupdate:\n  kl:\n    beta: 0.1\nguard:\n  probes: 4\n");

        var finetune = graph.Find("finetune", null)!;
        Assert.Equal(
            ["policy pretrain", "dataset s.yaml", "data rows.jsonl", "held-out prepare", "held-out prepare"],
            finetune.Inputs.Select(input => $"{input.Role} {input.Producer?.Stage ?? Path.GetFileName(input.File)}")
        );
        foreach (var (stage, round, role) in new[]
        {
            ("evaluate", 0, "policy"), ("rollout", 1, "policy"), ("update", 1, "policy"), ("reference", 1, "policy"),
            ("reference", 2, "policy"), ("probe", 2, "base-policy"),
        })
        {
            Assert.Same(finetune, graph.Find(stage, round)!.Inputs.Single(input => input.Role.Name == role).Producer);
        }

        Assert.Equal("update", graph.Find("rollout", 2)!.Inputs.Single(input => input.Role == InputRole.Policy).Producer!.Stage);
    }

    [Fact]
    public void An_adapter_goes_on_in_the_rounds()
    {
        var rollout = Graph("finetune:\n  dataset: s.yaml\nupdate:\n  lora:\n    rank: 4\n").Find("rollout", 1)!;

        Assert.Equal(
            ["policy pretrain", "adapter finetune", "questions prepare"],
            rollout.Inputs.Select(input => $"{input.Role} {input.Producer!.Stage}")
        );
    }

    private Pipeline Graph(string settings) => Pipeline.Of(
        _text.Read($"dataset: d.yaml\nrounds: 2\n{settings}"),
        [],
        examples: settings.Length == 0 ? null : [_text.File("rows.jsonl")]
    );
}
