using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rollouts.Server;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>SGLang calls its model by the folder that it was given last; it is the same server all the same.</summary>
public sealed class RenamedServerTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private readonly CollectedLog _log = new();
    private readonly ServerWeights _weights = new();

    /// <summary>Each stage has a client of its own, and only the first one meets the name.</summary>
    [Fact]
    public async Task A_server_is_the_same_to_every_stage_and_its_line_in_keys_is_that_of_the_first()
    {
        await using var server = await StartAsync();
        var lines = new List<string>();
        foreach (var round in new[] { 1, 2, 3 })
        {
            using var client = Client([server.Address]);
            lines.Add((await client.IdentifyAsync(TestContext.Current.CancellationToken)).Line);
            await client.HandOverAsync(Policy($"/store/update/{Key[..^1]}{round}/policy"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(Enumerable.Repeat("server model=m root=m revision= version=1", 3), lines);
        Assert.Equal($"/store/update/{Key[..^1]}3/policy", _weights.Model);
    }

    [Fact]
    public async Task A_server_that_was_renamed_is_equal_to_one_that_was_not()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync(new ServerWeights());
        using (var before = Client([one.Address]))
        {
            await before.HandOverAsync(Policy($"/store/pretrain/{Key}/policy"), TestContext.Current.CancellationToken);
        }

        using var client = Client([one.Address, other.Address]);

        Assert.Equal("m", (await client.IdentifyAsync(TestContext.Current.CancellationToken)).Root);
    }

    /// <summary>The first round's policy is the user's folder, which the server sees under the same path.</summary>
    [Fact]
    public async Task The_folder_of_a_users_model_is_no_other_model()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("config.json"), "{}");
        await using var server = await StartAsync();
        using var client = Client([server.Address]);
        await client.HandOverAsync(Policy(folder.Path), TestContext.Current.CancellationToken);
        using var next = Client([server.Address]);

        Assert.Equal("m", (await next.IdentifyAsync(TestContext.Current.CancellationToken)).Root);
    }

    [Theory]
    // Trained weights under a name that the experiment does not give: its samples would not be those of the model.
    [InlineData("lora", $"/store/update/{Key}/policy", "start it again")]
    [InlineData("fixed", $"/store/pretrain/{Key}/policy", "start it again")]
    [InlineData("update_weights_from_disk", "/models/llama", "Correct server.model")]
    [InlineData("update_weights_from_disk", "llama", "Correct server.model")]
    [InlineData("update_weights_from_disk", $"update/{Key}/policy", "Correct server.model")]
    [InlineData("update_weights_from_disk", $"/store/rollout/{Key}/policy", "Correct server.model")]
    [InlineData("update_weights_from_disk", "/store/update/0123/policy", "Correct server.model")]
    public async Task Another_model_is_refused_with_what_would_help(string weights, string name, string remedy)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Path == "/v1/models" ? ServerReply.Models(name) : ServerReply.Error(404, "no")
        );
        using var client = Client([server.Address], weights);

        var failure = await Assert.ThrowsAsync<UserError>(() => client.IdentifyAsync(TestContext.Current.CancellationToken));

        Assert.Equal("EMPO4076", failure.Code);
        Assert.Contains($"'{name}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    private Task<LocalServer> StartAsync(ServerWeights? weights = null) => LocalServer.StartAsync(request => request.Path switch
    {
        "/v1/models" => ServerReply.Models((weights ?? _weights).Model),
        "/version" => new ServerReply { Text = "{\"version\": \"1\"}" },
        "/update_weights_from_disk" => (weights ?? _weights).Update(request),
        _ => ServerReply.Error(404, "no"),
    });

    private static StageInput Policy(string path) =>
        new() { Role = "policy", Path = path, Digest = new string('a', 64), Stage = "update", Round = 1 };

    private ServerClient Client(IReadOnlyList<string> urls, string weights = "update_weights_from_disk") => new(
        new ServerSettings
        {
            Url = urls[0],
            OtherUrls = [.. urls.Skip(1)],
            Model = "m",
            Weights = RolloutServer.Weights.Parse(weights),
            Retries = 0,
        },
        _log
    );
}
