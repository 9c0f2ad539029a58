using Empo.Stages.Artifacts;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using TorchSharp;

namespace Empo.UnitTests.Stages;

/// <summary>Probes between small models of one layer.</summary>
[Collection("torch")]
public sealed class ProbeStageTests : IDisposable
{
    private static readonly string Dataset = Path.Combine(Repository.Root, "tests", "experiments", "tiny-questions.yaml");

    private readonly StageBench _bench = new();
    private readonly PolicyMemory _policies = new(torch.CPU);

    public ProbeStageTests()
    {
        torch.set_num_threads(1);
        _bench
            .With("pretrain.layers", "1")
            .With("pretrain.hidden_size", "32")
            .With("pretrain.heads", "2")
            .With("pretrain.kv_heads", "1")
            .With("pretrain.intermediate_size", "64")
            .With("pretrain.steps", "20")
            .With("pretrain.batch", "16")
            .With("pretrain.warmup", "5")
            .With("guard.probes", "10")
            .With("rollout.max_tokens", "12")
            .With("rollout.questions_per_chunk", "8");
        Pretrain("0.003", "base");
        Run(_bench.Input("dataset", Dataset).Input("tokenizer", _bench.File("base")), "prepare");
    }

    public void Dispose()
    {
        _policies.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public void Against_itself_a_policy_has_neither_divergence_nor_drift()
    {
        var metrics = Probe("base");

        Assert.Equal((10, 0), (metrics["probes"], metrics["drift"]));
        // Sampling decodes step by step with a cache and scoring in one pass, which rounds differently.
        Assert.InRange(metrics["kl"], -1e-6, 1e-6);
    }

    [Fact]
    public void Another_policy_diverges_and_rows_say_where()
    {
        Pretrain("0.02", "other");

        var metrics = Probe("other");
        var rows = ArtifactTable.Read(_bench.Output("probe", "probe.parquet"), ProbeRow.Schema);

        Assert.True(metrics["kl"] > 0.01, $"kl {metrics["kl"]}");
        Assert.Equal(metrics["drift"], rows.Average(row => row.Drifted ? 1.0 : 0.0), 1e-12);
        Assert.Equal(metrics["kl"], rows.Sum(row => row.Kl * row.Tokens) / rows.Sum(row => row.Tokens), 1e-12);
        Assert.All(rows, row => Assert.True(row.Tokens > 0 && double.IsFinite(row.Kl)));
        Assert.All(rows.Where(row => row.BaseAnswer == row.Answer), row => Assert.False(row.Drifted));
        Assert.Equal(10, rows.Select(row => row.QuestionId).Distinct().Count());
    }

    [Fact]
    public void The_base_answers_once_for_all_rounds_and_questions_stay_the_same()
    {
        Pretrain("0.02", "other");
        var first = Probe("base");
        var asked = ArtifactTable.Read(_bench.Output("probe", "probe.parquet"), ProbeRow.Schema).Select(row => row.QuestionId).ToList();

        var second = Probe("other");

        Assert.True(first["tokens_reused"] > 0, "the policy is the base, whose greedy answers are there");
        Assert.True(second["tokens_reused"] > 0 && second["tokens_reused"] < second["tokens"]);
        Assert.Equal(asked, ArtifactTable.Read(_bench.Output("probe", "probe.parquet"), ProbeRow.Schema).Select(row => row.QuestionId));
    }

    [Fact]
    public void More_probes_than_questions_are_all_questions() => Assert.Equal(48, Probe("base", "1000")["probes"]);

    private IReadOnlyDictionary<string, double> Probe(string policy, string probes = "10") =>
        Run(
            _bench
                .With("guard.probes", probes)
                .Input("policy", _bench.File(policy))
                .Input("base-policy", _bench.File("base"))
                .Input("questions", _bench.Output("prepare", "training-questions.parquet")),
            "probe",
            1
        );

    private void Pretrain(string learningRate, string name)
    {
        Run(_bench.With("pretrain.learning_rate", learningRate).Input("dataset", Dataset), "pretrain");
        Directory.Move(_bench.Output("pretrain", "policy"), _bench.File(name));
    }

    private IReadOnlyDictionary<string, double> Run(StageBench bench, string stage, int? round = null) =>
        bench.Run(stage, round, StagePrograms.Find(stage, () => _policies, new RecordingMemory())).Metrics;
}
