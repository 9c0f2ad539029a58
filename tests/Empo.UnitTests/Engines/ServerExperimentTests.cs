using Empo.Experiments.Catalog;
using Empo.Experiments.Settings.Choices;
using Empo.Stages.Rollouts.Server;
using Empo.UnitTests.Experiments;

namespace Empo.UnitTests.Engines;

/// <summary>What an experiment on a server must say.</summary>
public sealed class ServerExperimentTests : IDisposable
{
    private const string Whole =
        "dataset: d.yaml\nrounds: 1\nmodel: m\nrollout:\n  engine: server\nserver:\n  url: http://127.0.0.1:8000\n  model: served\n";

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("  url: http://127.0.0.1:8000\n", "", "EMPO4070")]
    [InlineData("http://127.0.0.1:8000", "localhost", "EMPO4070")]
    [InlineData("  model: served\n", "", "EMPO4070")]
    [InlineData("model: m\n", "", "EMPO4070")]
    [InlineData("rounds: 1", "rounds: 2", "EMPO4071")]
    [InlineData("rounds: 1", "rounds: 1\nfinetune:\n  dataset: s.yaml", "EMPO4071")]
    public void What_is_missing_or_would_train_on_stale_weights_is_refused(string part, string instead, string code) =>
        Assert.Equal(code, _text.Refused(Whole.Replace(part, instead, StringComparison.Ordinal)).Code);

    [Theory]
    [InlineData("urls: [http://a:8000, http://b:8000/v1]", 2)]
    [InlineData("urls: [\"http://[::1]:8000\", https://b]", 2)]
    [InlineData("urls: [http://a:8000]", 1)]
    public void Several_servers_are_named_in_place_of_one(string urls, int count)
    {
        var experiment = _text.Read(Whole.Replace("url: http://127.0.0.1:8000", urls, StringComparison.Ordinal));

        var settings = ServerSettings.From(experiment.SliceFor(StageTable.Rollout));

        Assert.Equal(count, settings.Urls.Count);
        Assert.All(settings.Urls, url => Assert.False(url.EndsWith("/v1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("  urls: [http://a:8000]\n", "EMPO1036")]
    [InlineData("  urls: []\n", null)]
    public void One_server_and_several_are_not_named_together(string more, string? code) =>
        Assert.Equal(code, (Record.Exception(() => _text.Read(Whole + more)) as UserError)?.Code);

    [Theory]
    [InlineData("[http://a:8000, localhost]", "'localhost'")]
    [InlineData("[http://a:8000, http://a:8000/]", "twice")]
    public void Each_address_is_checked(string urls, string words)
    {
        var failure = _text.Refused(Whole.Replace("url: http://127.0.0.1:8000", $"urls: {urls}", StringComparison.Ordinal));

        Assert.Equal("EMPO4070", failure.Code);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_rounds_need_a_way_for_the_weights()
    {
        Assert.Equal(RolloutEngine.Server, _text.Read(Whole).Engine);
        Assert.Equal(
            2,
            _text.Read(Whole.Replace("rounds: 1", "rounds: 2", StringComparison.Ordinal) + "  weights: update_weights_from_disk\n").Rounds
        );
    }

    [Fact]
    public void Address_key_variable_and_patience_are_in_no_key_and_model_and_revision_are()
    {
        var lines = Empo
            .Experiments.Graph.Pipeline.Of(_text.Read(Whole + "  revision: r\n"), [])
            .Nodes.Where(node => node.Stage == "rollout")
            .SelectMany(node =>
                Empo.Experiments.Graph.Fingerprint.Of(node, _text.Read(Whole + "  revision: r\n").SliceFor(StageTable.Rollout), [])
            )
            .ToList();

        Assert.Contains("setting server.model = served", lines);
        Assert.Contains("setting server.revision = r", lines);
        Assert.Contains("server requests 2", lines);
        Assert.DoesNotContain(lines, line =>
            line.Contains("server.url", StringComparison.Ordinal)
            || line.Contains("server.check", StringComparison.Ordinal)
            || line.Contains("key_variable", StringComparison.Ordinal)
            || line.Contains("timeout", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_a_server_is_asked_is_in_no_key_of_an_experiment_without_one()
    {
        var experiment = _text.Read("dataset: d.yaml\nrounds: 1\nmodel: m\n");

        Assert.All(Empo.Experiments.Graph.Pipeline.Of(experiment, []).Nodes, node =>
            Assert.DoesNotContain(Empo.Experiments.Graph.Fingerprint.Of(node, experiment.SliceFor(node.Definition), []), line =>
                line.StartsWith("server", StringComparison.Ordinal)
            )
        );
    }
}
