using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Catalog;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Experiments;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Verbs;

namespace Empo.UnitTests.Engines;

/// <summary>What -t:Check says of an experiment's servers.</summary>
public sealed class ServersVerbTests : IDisposable
{
    private static readonly WordLevelTokenizer Tokenizer = WordLevelTokenizer.Create(["a", "b"]);

    private readonly ExperimentText _text = new();
    private readonly TemporaryFolder _model = new();

    public ServersVerbTests()
    {
        WordLevelJson.Write(_model.Path, Tokenizer);
        File.WriteAllText(_model.File("config.json"), $"{{\"vocab_size\": {Tokenizer.VocabularySize}}}");
    }

    public void Dispose()
    {
        _text.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task Equal_servers_are_described_and_nothing_is_loaded_into_them()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();

        var (exit, output, errors) = Check([one, other], "  weights: lora\n");

        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains($"{one.Address}: takes the policy by /v1/load_lora_adapter", output, StringComparison.Ordinal);
        Assert.Contains($"{other.Address}: m in version 1 gave 2 responses with log-probabilities", output, StringComparison.Ordinal);
        Assert.All(one.Requests.Where(request => request.Path.Contains("lora", StringComparison.Ordinal)), request =>
            Assert.Empty(request.Json.EnumerateObject())
        );
    }

    [Theory]
    [InlineData("other version", "EMPO4092")]
    [InlineData("other model", "EMPO4076")]
    [InlineData("no adapters", "EMPO4077")]
    [InlineData("short context", "EMPO4094")]
    [InlineData("other vocabulary", "EMPO4096")]
    [InlineData("refuses temperature", "EMPO4085")]
    [InlineData("down", "EMPO4073")]
    public async Task What_a_build_would_refuse_is_said(string kind, string code)
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync(kind);

        var (exit, _, errors) = Check([one, other], "  weights: lora\n");

        Assert.Equal(1, exit);
        Assert.Contains($"error {code}: ", Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Contains(other.Address, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_setting_is_in_no_key()
    {
        var lines = (string check) => Empo
            .Experiments.Graph.Pipeline.Of(_text.Read(Experiment(["http://a"], check)), [])
            .Nodes.SelectMany(node =>
                Empo.Experiments.Graph.Fingerprint.Of(node, _text.Read(Experiment(["http://a"], check)).SliceFor(node.Definition), [])
            );

        Assert.Equal(lines("  check: false\n"), lines("  check: true\n"));
    }

    private static Task<LocalServer> StartAsync(string kind = "") => LocalServer.StartAsync(request => kind == "down"
        ? ServerReply.Error(503, "loading")
        : request.Path switch
        {
            "/v1/models" => ServerReply.Json(new JsonObject
            {
                ["data"] = new JsonArray(new JsonObject
                {
                    ["id"] = kind == "other model" ? "x" : "m",
                    ["root"] = "/models/m",
                    ["max_model_len"] = kind == "short context" ? 100 : 100_000,
                    ["meta"] = new JsonObject { ["n_vocab"] = Tokenizer.VocabularySize + (kind == "other vocabulary" ? 1 : 0) },
                }),
            }),
            "/version" => new ServerReply { Text = $"{{\"version\": \"{(kind == "other version" ? 2 : 1)}\"}}" },
            "/v1/load_lora_adapter" when kind != "no adapters" => ServerReply.Error(422, "lora_name is missing"),
            "/v1/completions" when kind == "refuses temperature" => ServerReply.Error(400, "unsupported parameter: temperature"),
            "/v1/completions" => CompletionReply.Of(
                Enumerable
                    .Range(0, request.Json.GetProperty("n").GetInt32())
                    .Select(i => (Ids(i == 0 ? "a" : "b"), new float[] { -1, -1 }, "stop"))
            ),
            _ => ServerReply.Error(404, "Not Found"),
        });

    private static int[] Ids(string word) => [.. Tokenizer.Encode(word), Tokenizer.EndOfText!.Value];

    private (int Exit, string Output, string Errors) Check(IReadOnlyList<LocalServer> servers, string more)
    {
        var experiment = _text.Read(Experiment([.. servers.Select(server => server.Address)], more));
        var settings = JsonSerializer.Serialize(experiment.SliceFor(StageTable.Rollout).Values);
        return StageProgram.Run("servers", "--model", _model.Path, "--prompt-tokens", "1024", "--settings", settings);
    }

    private static string Experiment(IReadOnlyList<string> urls, string more) =>
        $"dataset: d.yaml\nrounds: 1\nmodel: m\nrollout:\n  engine: server\nserver:\n  urls: [{string.Join(", ", urls)}]\n  model: m\n"
        + "  retries: 0\n" + more;
}
