using System.Text.Json;
using Empo.Stages.Imports;
using Empo.Stages.Programs;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;
using TorchSharp;

namespace Empo.UnitTests.Engines;

/// <summary>Stages over a server that really samples: our own engine on a small model behind HTTP.</summary>
[Collection("torch")]
public sealed class ServerRunTests : IDisposable
{
    private static readonly string Dataset = Path.Combine(Repository.Root, "tests", "experiments", "tiny-questions.yaml");

    private readonly StageBench _bench = new();
    private readonly PolicyMemory _policies = new(torch.CPU);
    private readonly LoadedPolicy _served;

    public ServerRunTests()
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
            .With("rollout.questions", "8")
            .With("rollout.candidates", "8")
            .With("rollout.samples", "4")
            .With("rollout.samples_per_chunk", "2")
            .With("rollout.questions_per_chunk", "4")
            .With("filter.all_different", "false")
            .With("update.minibatch_questions", "4")
            .With("evaluate.samples", "2")
            .With("evaluate.samples_per_chunk", "2")
            .With("evaluate.k", "[1]");
        Run(_bench.Input("dataset", Dataset), "pretrain", null);
        Run(_bench.Input("dataset", Dataset).Input("tokenizer", Policy), "prepare", null);
        _served = LoadedPolicy.Load(Policy, torch.CPU);
    }

    private string Policy => _bench.Output("pretrain", "policy");

    public void Dispose()
    {
        _served.Dispose();
        _policies.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task A_round_trains_on_what_a_server_sampled_and_evaluates_through_it()
    {
        await using var server = await StartAsync("1");
        ThroughServer(server);

        Rollout();
        Run(_bench.Input("rollouts", _bench.Output("rollout", "rollouts.parquet")), "score", 1);
        Run(
            _bench.Input("scores", _bench.Output("score", "scores.parquet")).Input("groups", _bench.Output("score", "groups.parquet")),
            "filter",
            1
        );
        var update = Run(
            _bench
                .Input("rollouts", _bench.Output("rollout", "rollouts.parquet"))
                .Input("decoding", _bench.Output("rollout", "decoding.json"))
                .Input("selection", _bench.Output("filter", "selection.parquet"))
                .Input("policy", Policy),
            "update",
            1
        );
        var evaluation = Run(
            _bench.Input("policy", Policy).Input("questions", _bench.Output("prepare", "evaluation-questions.parquet")),
            "evaluate",
            0
        );

        Assert.InRange(update["mismatch_mean"], 0, 1e-4);
        Assert.True(update["steps"] >= 1);
        Assert.InRange(evaluation["pass@1"], 0, 1);
        using var decoding = JsonDocument.Parse(File.ReadAllText(_bench.Output("rollout", "decoding.json")));
        Assert.Equal(
            ("server", "m", "1", true),
            (
                decoding.RootElement.GetProperty("engine").GetString(),
                decoding.RootElement.GetProperty("server").GetProperty("model").GetString(),
                decoding.RootElement.GetProperty("server").GetProperty("version").GetString(),
                decoding.RootElement.GetProperty("log_probs").GetBoolean()
            )
        );
    }

    [Theory]
    [InlineData("fixed", "update", 0)]
    [InlineData("fixed", null, 64)]
    public async Task A_server_that_keeps_its_weights_is_not_asked_about_a_trained_policy(string weights, string? stage, int requests)
    {
        await using var server = await StartAsync("1");
        ThroughServer(server);

        Run(
            _bench
                .With("server.weights", weights)
                .Input("policy", Policy, stage, 1)
                .Input("questions", _bench.Output("prepare", "evaluation-questions.parquet")),
            "evaluate",
            1
        );

        Assert.Equal(requests, Asked(server));
    }

    [Fact]
    public async Task What_was_sampled_once_is_not_asked_again_until_the_server_is_another()
    {
        await using (var server = await StartAsync("1"))
        {
            ThroughServer(server);
            Rollout();
            var asked = Asked(server);
            Rollout();

            Assert.Equal(16, asked);
            Assert.Equal(asked, Asked(server));
        }

        await using var newer = await StartAsync("2");
        ThroughServer(newer);
        Rollout();

        Assert.Equal(16, Asked(newer));
    }

    [Fact]
    public async Task A_round_whose_server_gives_text_only_trains_without_a_mismatch_report()
    {
        await using var server = await LocalServer.StartAsync(request => request.Path == "/v1/completions"
            ? CompletionReply.OfTexts([.. Enumerable.Range(0, request.Json.GetProperty("n").GetInt32()).Select(i => $"\\boxed{{{i}}}")])
            : ServerReply.Error(404, "no"));
        ThroughServer(server);

        Rollout();
        Run(_bench.Input("rollouts", _bench.Output("rollout", "rollouts.parquet")), "score", 1);
        Run(
            _bench.Input("scores", _bench.Output("score", "scores.parquet")).Input("groups", _bench.Output("score", "groups.parquet")),
            "filter",
            1
        );
        StageBench Update() =>
            _bench
                .Input("rollouts", _bench.Output("rollout", "rollouts.parquet"))
                .Input("decoding", _bench.Output("rollout", "decoding.json"))
                .Input("selection", _bench.Output("filter", "selection.parquet"))
                .Input("policy", Policy);
        var update = Run(Update(), "update", 1);
        _bench.With("update.importance.correction", "truncate");
        var failure = Assert.Throws<UserError>(() => Run(Update(), "update", 1));

        Assert.True(update["steps"] >= 1);
        Assert.True(update.ContainsKey("loss"));
        Assert.False(update.ContainsKey("mismatch_mean"));
        Assert.Equal("EMPO4079", failure.Code);
    }

    private static int Asked(LocalServer server) => server.Requests.Count(request => request.Path == "/v1/completions");

    private Task<LocalServer> StartAsync(string version)
    {
        // Its own copy: the update changes the policy of the stages in place.
        var engine = new LocalEngine(_served.Decoder);
        var turn = new Lock();
        return LocalServer.StartAsync(request =>
        {
            lock (turn)
            {
                return request.Path switch
                {
                    "/v1/models" => ServerReply.Models("m"),
                    "/version" => new ServerReply { Text = $"{{\"version\": \"{version}\"}}" },
                    "/v1/completions" => CompletionReply.By(engine, request.Json),
                    _ => ServerReply.Error(404, "no such path"),
                };
            }
        });
    }

    private void ThroughServer(LocalServer server) =>
        _bench
            .With("rollout.engine", "server")
            .With("server.url", server.Address + "/v1/")
            .With("server.model", "m")
            .With("server.concurrency", "2")
            .With("server.retries", "0");

    private void Rollout() =>
        Run(_bench.Input("policy", Policy).Input("questions", _bench.Output("prepare", "training-questions.parquet")), "rollout", 1);

    private IReadOnlyDictionary<string, double> Run(StageBench bench, string stage, int? round) =>
        bench.Run(stage, round, StagePrograms.Find(stage, () => _policies, new RecordingMemory())).Metrics;
}
