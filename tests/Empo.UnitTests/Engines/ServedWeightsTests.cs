using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rollouts.Server;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>A round's policy reaches vLLM and SGLang by their own routes, or the stage ends with what would help.</summary>
public sealed class ServedWeightsTests : IDisposable
{
    private static readonly string Name = $"empo-{new string('a', 12)}";

    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog _log = new();

    public ServedWeightsTests() => File.WriteAllText(_folder.File("adapter_config.json"), "{}");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Vllm_loads_an_adapter_under_its_own_name()
    {
        await using var server = await LocalServer.StartAsync(request => request.Path == "/v1/load_lora_adapter"
            ? new ServerReply { Text = "Success: LoRA adapter added." }
            : ServerReply.Error(404, "Not Found"));

        var served = await HandOverAsync(server);

        Assert.Equal((Name, Name, null), (served.Name, served.Adapter, served.WeightVersion));
        Assert.Equal(_folder.Path, Assert.Single(server.Requests).Json.GetProperty("lora_path").GetString());
    }

    [Fact]
    public async Task Sglang_loads_an_adapter_by_its_own_path_and_serves_it_as_a_part_of_the_base()
    {
        await using var server = await LocalServer.StartAsync(request => request.Path == "/load_lora_adapter"
            ? ServerReply.Json(new JsonObject { ["success"] = true, ["loaded_adapters"] = new JsonObject { [Name] = _folder.Path } })
            : ServerReply.Json(new JsonObject { ["detail"] = "Not Found" }) with { Status = 404 });

        var served = await HandOverAsync(server);

        Assert.Equal(($"m:{Name}", Name), (served.Name, served.Adapter));
        Assert.Equal(["/v1/load_lora_adapter", "/load_lora_adapter", "/v1/models"], server.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData("/v1/load_lora_adapter", "The lora adapter 'empo-1' has already been loaded.")]
    [InlineData("/load_lora_adapter", "LoRA adapter with name empo-1 already exists")]
    public async Task An_adapter_that_a_lost_attempt_had_loaded_is_there(string path, string said)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Path == path ? ServerReply.Error(400, said) : ServerReply.Error(404, "Not Found")
        );

        Assert.Equal(Name, (await HandOverAsync(server)).Adapter);
    }

    [Theory]
    [InlineData(200, "{\"success\": false, \"error_message\": \"rank 64 exceeds 16\"}", "rank 64 exceeds 16")]
    [InlineData(400, "{\"success\": false, \"message\": \"rank 64 exceeds 16\"}", "rank 64 exceeds 16")]
    [InlineData(404, "{\"error\": {\"message\": \"No adapter found for /p\", \"code\": 404}}", "No adapter found")]
    public async Task An_adapter_that_is_not_loaded_ends_the_stage_with_the_servers_words(int status, string text, string words)
    {
        await using var server = await LocalServer.StartAsync(request => new ServerReply
        {
            Status = status,
            Text = text.Replace("for /p", $"for '{request.Json.GetProperty("lora_name").GetString()}'", StringComparison.Ordinal),
        });

        var failure = await Assert.ThrowsAsync<UserError>(() => HandOverAsync(server));

        Assert.Equal("EMPO4077", failure.Code);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_without_a_path_for_adapters_is_told_from_one_that_refuses_this_one()
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Error(404, "File Not Found"));

        var failure = await Assert.ThrowsAsync<UserError>(() => HandOverAsync(server));

        Assert.Equal("EMPO4077", failure.Code);
        Assert.Contains("VLLM_ALLOW_RUNTIME_LORA_UPDATING", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task The_adapter_of_the_round_before_is_unloaded_after_the_new_one_is_loaded()
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Text = "Success" });

        await HandOverAsync(server, 'a');
        await HandOverAsync(server, 'a');
        await HandOverAsync(server, 'b');

        Assert.Equal(
            ["/v1/load_lora_adapter", "/v1/load_lora_adapter", "/v1/load_lora_adapter", "/v1/unload_lora_adapter"],
            server.Requests.Select(request => request.Path)
        );
        Assert.Equal(Name, server.Requests[^1].Json.GetProperty("lora_name").GetString());
    }

    [Theory]
    [InlineData(200, "{\"success\": true, \"message\": \"done\"}", null)]
    [InlineData(200, "{\"success\": false, \"message\": \"other shape\"}", "other shape")]
    [InlineData(400, "{\"success\": false, \"message\": \"other shape\"}", "other shape")]
    [InlineData(200, "{}", "neither success nor a reason")]
    [InlineData(404, "{\"detail\": \"Not Found\"}", "has no /update_weights_from_disk")]
    public async Task Whole_weights_are_taken_over_with_their_version_or_the_stage_ends(int status, string text, string? words)
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Status = status, Text = text });

        var failure = await Record.ExceptionAsync(async () =>
            Assert.Equal(new string('a', 12), (await HandOverAsync(server, weights: "update_weights_from_disk")).WeightVersion)
        );

        Assert.Equal(words is null ? null : "EMPO4077", (failure as UserError)?.Code);
        Assert.Contains(words ?? "", failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(new string('a', 12), Assert.Single(server.Requests).Json.GetProperty("weight_version").GetString());
    }

    [Fact]
    public async Task A_trained_policy_that_is_no_adapter_is_not_sampled_from_the_base()
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Text = "Success" });
        File.Delete(_folder.File("adapter_config.json"));

        var failure = await Assert.ThrowsAsync<UserError>(() => HandOverAsync(server));

        Assert.Equal("EMPO4077", failure.Code);
        Assert.Empty(server.Requests);
    }

    /// <summary>A reply that succeeds is data and keeps the key; what a message says of it does not.</summary>
    [Theory]
    [InlineData("lora", "{\"success\": false, \"error_message\": \"no access with EMPTY\"}")]
    [InlineData("update_weights_from_disk", "{\"success\": false, \"message\": \"no access with EMPTY\"}")]
    public async Task The_reason_of_a_server_is_shown_without_the_key(string weights, string text)
    {
        Environment.SetEnvironmentVariable("EMPO_TEST_WORD_AS_KEY", "EMPTY");
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Text = text });

        var failure = await Assert.ThrowsAsync<UserError>(() => HandOverAsync(server, weights: weights, key: "EMPO_TEST_WORD_AS_KEY"));

        Assert.Contains("no access with ***", failure.Message, StringComparison.Ordinal);
    }

    private async Task<ServedPolicy> HandOverAsync(LocalServer server, char digest = 'a', string weights = "lora", string key = "")
    {
        var settings = new ServerSettings
        {
            Url = server.Address,
            Model = "m",
            Weights = RolloutServer.Weights.Parse(weights),
            Retries = 0,
            KeyVariable = key,
        };
        using var client = new ServerClient(settings, _log);
        return await client.HandOverAsync(
            new StageInput { Role = "policy", Path = _folder.Path, Digest = new string(digest, 64), Stage = "update", Round = 1 },
            TestContext.Current.CancellationToken
        );
    }
}
