using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rollouts.Server;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Servers that still load their model when a stage begins, or fail for a moment while they take the policy.</summary>
public sealed class LoadingServersTests
{
    private readonly CollectedLog _log = new();

    /// <summary>Each says 503 to its first requests.</summary>
    [Theory]
    [InlineData("fixed", 1)]
    [InlineData("fixed", 2)]
    [InlineData("update_weights_from_disk", 2)]
    public async Task Where_all_still_load_they_are_waited_for_and_used(string weights, int loading)
    {
        await using var one = await StartAsync(loading);
        await using var other = await StartAsync(loading);
        using var client = Client([one.Address, other.Address], weights);

        await client.IdentifyAsync(TestContext.Current.CancellationToken);
        var served = await client.HandOverAsync(Policy, TestContext.Current.CancellationToken);

        Assert.Equal("m", served.Name);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("EMPO4091", StringComparison.Ordinal));
        Assert.Equal(
            weights == "fixed" ? 0 : 2,
            new[] { one, other }.Sum(server => server.Requests.Count(request => request.Path == "/update_weights_from_disk"))
        );
    }

    [Fact]
    public async Task A_server_that_does_not_take_the_policy_while_another_does_is_left_out_at_once()
    {
        await using var one = await StartAsync(0);
        await using var other = await StartAsync(0, update: ServerReply.Error(503, "busy"));
        using var client = Client([one.Address, other.Address], "update_weights_from_disk");

        await client.IdentifyAsync(TestContext.Current.CancellationToken);
        await client.HandOverAsync(Policy, TestContext.Current.CancellationToken);

        Assert.Equal(1, other.Requests.Count(request => request.Path == "/update_weights_from_disk"));
        Assert.Contains(other.Address, Assert.Single(_log.Lines, line => line.StartsWith("EMPO4091", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    /// <summary>One reply of two is cut short: a second attempt, or the other server, makes up for it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Half_a_reply_to_who_are_you_ends_no_stage(int bad)
    {
        var broken = new ServerReply { Text = "{\"object\": \"li" };
        await using var one = await StartAsync(1, first: broken);
        await using var other = await StartAsync(bad == 2 ? 1 : 0, first: broken);
        using var client = Client([one.Address, other.Address], "fixed");

        Assert.Equal("m", (await client.IdentifyAsync(TestContext.Current.CancellationToken)).Model);
    }

    private static StageInput Policy { get; } =
        new() { Role = "policy", Path = "/policies/1", Digest = new string('a', 64), Stage = "update", Round = 1 };

    private static Task<LocalServer> StartAsync(int loading, ServerReply? update = null, ServerReply? first = null)
    {
        var weights = new ServerWeights();
        return LocalServer.StartAsync(request =>
            request.Number < loading ? first ?? ServerReply.Error(503, "loading")
            : request.Path switch
            {
                "/v1/models" => ServerReply.Models(weights.Model),
                "/version" => new ServerReply { Text = "{\"version\": \"1\"}" },
                "/update_weights_from_disk" => update ?? weights.Update(request),
                _ => ServerReply.Error(404, "no"),
            });
    }

    private ServerClient Client(IReadOnlyList<string> urls, string weights) => new(
        new ServerSettings
        {
            Url = urls[0],
            OtherUrls = [.. urls.Skip(1)],
            Model = "m",
            Weights = RolloutServer.Weights.Parse(weights),
            Retries = 3,
            Wait = new(TimeSpan.Zero, TimeSpan.Zero),
        },
        _log
    );
}
