using Empo.Experiments.Execution;
using Empo.Experiments.Storage;
using Empo.Stages.Artifacts;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using TorchSharp;

namespace Empo.UnitTests.Stages;

/// <summary>All stages of one round in this process, on a model of one layer and sixteen questions.</summary>
[Collection("torch")]
public sealed class TinyRunTests : IDisposable
{
    private const string PreparedDigests = "37d2f0c22a1c7b77 fc6e9c25bbc58d5e 482a97127994a6a5 efb4f2b1e1c839f4";

    private static readonly string Dataset = Path.Combine(Repository.Root, "tests", "experiments", "tiny-questions.yaml");

    private readonly StageBench _bench = new();
    private readonly Dictionary<string, string> _numerics = new(StringComparer.Ordinal);
    private PolicyMemory _policies = new(torch.CPU);

    public TinyRunTests()
    {
        torch.set_num_threads(1);
        Settings(_bench);
    }

    public static IEnumerable<ITheoryDataRow> Devices => TestDevices.All;

    public void Dispose()
    {
        _policies.Dispose();
        _bench.Dispose();
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void Stages_hand_on_what_the_next_one_reads(string device)
    {
        _policies = new PolicyMemory(TestDevices.Require(device));

        Pretrain();
        Prepare();
        Rollout();
        ScoreAndFilter();
        var update = Update();
        var evaluation = Evaluate();

        Assert.True(Loss()[^1] < 0.8 * Loss()[0], $"loss {Loss()[0]} to {Loss()[^1]}");
        Assert.Equal(64, RolloutReader.Groups(Output("rollout", "rollouts.parquet"), _bench.Chunks).Sum(group => group.Count));
        Assert.True(update["steps"] >= 1);
        Assert.InRange(update["mismatch_mean"], 0, 1e-4);
        Assert.InRange(evaluation["pass@1"], 0, 1);
        Assert.Equal(4, evaluation["samples"]);
        Assert.True(evaluation["tokens"] > 32 * 5 && evaluation["tokens_reused"] == 0 && update["tokens_trained"] > 0);
    }

    /// <summary>
    /// The update accepts the difference of 16 bits only from rollouts that say they were sampled so, and manifests say it too.
    /// </summary>
    [Theory]
    [InlineData("chunk", "policy", "", 1e-4)]
    [InlineData("continuous", "policy", "batching=continuous", 1e-4)]
    [InlineData("chunk", "bfloat16", "rollout_dtype=bfloat16", 0.1)]
    [InlineData("continuous", "bfloat16", "batching=continuous rollout_dtype=bfloat16", 0.1)]
    public void A_round_can_be_sampled_in_every_mode(string batching, string dtype, string numerics, double mismatch)
    {
        Pretrain();
        Prepare();
        _bench.With("rollout.batching", batching).With("rollout.dtype", dtype).With("rollout.max_rows", "20");
        Rollout();
        ScoreAndFilter();
        var update = Update();

        Assert.Equal(64, RolloutReader.Groups(Output("rollout", "rollouts.parquet"), _bench.Chunks).Sum(group => group.Count));
        Assert.InRange(update["mismatch_mean"], dtype == "policy" ? 0 : 1e-6, mismatch);
        var decoding = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Output("rollout", "decoding.json")))!;
        Assert.Equal(batching, decoding["batching"]!.GetValue<string>());
        Assert.Equal(dtype == "policy" ? null : dtype, decoding["dtype"]?.GetValue<string>());
        Assert.Equal(numerics, _numerics["rollout"]);
        Assert.Equal("", _numerics["update"]);
        Evaluate();
        Assert.Equal(numerics, _numerics["evaluate"]);
    }

    [Fact]
    public void A_dataset_is_prepared_into_prompts_and_answers_of_their_own()
    {
        Pretrain();
        var metrics = Prepare();

        var questions = ArtifactTable.Read(Output("prepare", "training-questions.parquet"), QuestionRow.Schema);
        var answers = ArtifactTable.Read(Output("prepare", "training-answers.parquet"), AnswerRow.Schema);
        Assert.Equal((48, 16, 32, 0), (metrics["training"], metrics["development"], metrics["evaluation"], metrics["left_out"]));
        Assert.Equal(questions.Select(question => question.QuestionId), answers.Select(answer => answer.QuestionId));
        Assert.All(questions, question => Assert.Equal(14, question.PromptTokenIds.Length));
    }

    [Fact]
    public void The_bytes_of_prepare_are_those_of_the_format_version()
    {
        Pretrain();
        Prepare();

        // A change here changes what every store holds: raise the stage's format version with it.
        string[] names =
        [
            "training-questions.parquet",
            "training-answers.parquet",
            "development-questions.parquet",
            "evaluation-questions.parquet",
        ];
        Assert.Equal(PreparedDigests, string.Join(' ', names.Select(name => Sha256Digest.OfFile(Output("prepare", name))[..16])));
    }

    [Fact]
    public void A_larger_group_reuses_the_first_block_of_samples()
    {
        Pretrain();
        Prepare();
        Rollout();
        var before = ArtifactTable.Read(Output("rollout", "rollouts.parquet"), RolloutIndexRow.Schema);

        _bench.With("rollout.samples", "8");
        Rollout();

        var after = ArtifactTable.Read(Output("rollout", "rollouts.parquet"), RolloutIndexRow.Schema);
        Assert.Equal(before, after.Take(before.Count));
        Assert.Equal(2 * before.Count, after.Count);
    }

    [Fact]
    public void A_round_that_keeps_no_question_leaves_the_policy_as_it_is()
    {
        Pretrain();
        Prepare();
        Rollout();
        _bench.With("filter.majority.low", "1").With("filter.unanimous", "true");
        ScoreAndFilter();

        StageContext? context = null;
        UpdateInputs().Run("update", 1, inner =>
        {
            context = inner;
            UpdateStage.Run(inner, _policies);
        });

        Assert.Equal(Output("pretrain", "policy"), context!.PassedThrough["policy"].Path);
        Assert.Equal((0, 0), (context.Metrics["steps"], context.Metrics["kept"]));
        Assert.True(File.Exists(Output("update", "optimizer.safetensors")));
    }

    [Fact]
    public void An_updated_policy_in_memory_is_the_one_on_disk()
    {
        Pretrain();
        Prepare();
        Rollout();
        ScoreAndFilter();
        Update();

        var folder = Output("update", "policy");
        var digest = Sha256Digest.OfFiles([
            .. Directory.EnumerateFiles(folder).Select(file => new FileRecord(Path.GetFileName(file), 0, Sha256Digest.OfFile(file), 0)),
        ]);
        var memory = _policies.Get(new PolicySource("/nowhere", digest)).Decoder;
        using var disk = LoadedPolicy.Load(folder, torch.CPU);

        Assert.All(memory.named_parameters().Zip(disk.Decoder.named_parameters()), pair =>
            Assert.True(pair.First.parameter.data<float>().SequenceEqual(pair.Second.parameter.data<float>()), pair.First.name)
        );
    }

    [Fact]
    public void Against_the_base_as_reference_the_first_round_has_no_divergence()
    {
        Pretrain();
        Prepare();
        Rollout();
        ScoreAndFilter();
        _bench.With("update.kl.beta", "0.1");

        var reference = Run(
            _bench
                .Input("rollouts", Output("rollout", "rollouts.parquet"))
                .Input("decoding", Output("rollout", "decoding.json"))
                .Input("policy", Output("pretrain", "policy")),
            "reference",
            1
        );
        var update = Run(UpdateInputs().Input("reference", Output("reference", "reference.parquet")), "update", 1);

        Assert.Equal(0, reference["k1"], 1e-4);
        Assert.Equal(64, ArtifactTable.Read(Output("reference", "reference.parquet"), ReferenceRow.Schema).Count);
        Assert.True(update["steps"] >= 1);
    }

    private static void Settings(StageBench bench) =>
        bench
            .With("pretrain.layers", "1")
            .With("pretrain.hidden_size", "32")
            .With("pretrain.heads", "2")
            .With("pretrain.kv_heads", "1")
            .With("pretrain.intermediate_size", "64")
            .With("pretrain.steps", "40")
            .With("pretrain.batch", "16")
            .With("pretrain.warmup", "5")
            .With("rollout.questions", "16")
            .With("rollout.candidates", "16")
            .With("rollout.samples", "4")
            .With("rollout.samples_per_chunk", "4")
            .With("rollout.questions_per_chunk", "8")
            .With("filter.all_different", "false")
            .With("update.minibatch_questions", "8")
            .With("evaluate.samples", "4")
            .With("evaluate.samples_per_chunk", "4")
            .With("evaluate.k", "[1 4]")
            .With("evaluate.reasoning_marker", "=");

    private string Output(string stage, string name) => _bench.Output(stage, name);

    private double[] Loss() =>
        [.. ArtifactTable.Read(Output("pretrain", "pretrain.parquet"), PretrainStepRow.Schema).Select(row => row.Loss)];

    private void Pretrain() => Run(_bench.Input("dataset", Dataset), "pretrain", null);

    private IReadOnlyDictionary<string, double> Prepare() =>
        Run(_bench.Input("dataset", Dataset).Input("tokenizer", Output("pretrain", "policy")), "prepare", null);

    private void Rollout() =>
        Run(
            _bench.Input("policy", Output("pretrain", "policy")).Input("questions", Output("prepare", "training-questions.parquet")),
            "rollout",
            1
        );

    private void ScoreAndFilter()
    {
        Run(_bench.Input("rollouts", Output("rollout", "rollouts.parquet")), "score", 1);
        Run(_bench.Input("scores", Output("score", "scores.parquet")).Input("groups", Output("score", "groups.parquet")), "filter", 1);
    }

    private IReadOnlyDictionary<string, double> Update() => Run(UpdateInputs(), "update", 1);

    private StageBench UpdateInputs() =>
        _bench
            .Input("rollouts", Output("rollout", "rollouts.parquet"))
            .Input("decoding", Output("rollout", "decoding.json"))
            .Input("selection", Output("filter", "selection.parquet"))
            .Input("policy", Output("pretrain", "policy"));

    private IReadOnlyDictionary<string, double> Evaluate() =>
        Run(
            _bench.Input("policy", Output("update", "policy")).Input("questions", Output("prepare", "evaluation-questions.parquet")),
            "evaluate",
            1
        );

    private IReadOnlyDictionary<string, double> Run(StageBench bench, string stage, int? round)
    {
        var context = bench.Run(stage, round, StagePrograms.Find(stage, () => _policies, new RecordingMemory()));
        _numerics[stage] = string.Join(' ', context.Numerics.Select(entry => $"{entry.Key}={entry.Value}"));
        return context.Metrics;
    }
}
