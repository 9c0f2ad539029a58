using Empo.Experiments.Catalog;
using Empo.Experiments.Graph;
using Empo.Experiments.Settings;

namespace Empo.UnitTests.Experiments;

public sealed class RewardServiceGraphTests : IDisposable
{
    private const string Url = "http: {url: 'http://h/r'}";

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Theory]
    [InlineData("reward: http", true)]
    [InlineData("reward: weighted\n  weights: {http: 0.5}", true)]
    [InlineData("reward: empo", false)]
    public void Score_reads_the_questions_where_a_service_is_asked(string reward, bool reads)
    {
        var experiment = Read($"{reward}\n  {Url}");

        var inputs = Pipeline.Of(experiment, []).Find(StageTable.Score, 1)!.Inputs;

        Assert.Equal(reads, inputs.Any(input => input.Role == InputRole.Questions));
    }

    [Fact]
    public void The_version_is_in_the_key_and_the_address_is_not()
    {
        var plain = Key(Url);

        Assert.Equal(plain, Key("http: {url: 'https://other:1/x', timeout: 5, retries: 1, questions: 2, concurrency: 9, key_variable: K}"));
        Assert.NotEqual(plain, Key("http: {url: 'http://h/r', version: a}"));
        Assert.NotEqual(Key("http: {url: 'http://h/r', version: b}"), Key("http: {url: 'http://h/r', version: a}"));
    }

    [Theory]
    [InlineData("reward: http", "names none")]
    [InlineData("reward: weighted\n  weights: {http: 1}", "names none")]
    [InlineData("reward: http\n  http: {url: localhost:8080}", "no address")]
    [InlineData("reward: http\n  http: {url: 'ftp://bot:swordfish@h'}", "no address")]
    public void A_service_without_an_address_is_refused_before_anything_runs(string score, string text)
    {
        var failure = Assert.Throws<UserError>(() => Read(score));

        Assert.Equal("EMPO1044", failure.Code);
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", failure.Message, StringComparison.Ordinal);
    }

    private string Key(string http)
    {
        var experiment = Read($"reward: http\n  {http}");
        var node = Pipeline.Of(experiment, []).Find(StageTable.Score, 1)!;
        return string.Join('\n', Fingerprint.Of(node, experiment.SliceFor(StageTable.Score), []));
    }

    private Experiment Read(string score) => _text.Read($"dataset: d.yaml\nrounds: 1\nscore:\n  {score}\n");
}
