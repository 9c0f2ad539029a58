using Empo.Experiments.Runs;

namespace Empo.UnitTests.Experiments;

public sealed class RunNeedsTests : IDisposable
{
    private static readonly string Other = "f" + StoreBench.Key[1..];

    private readonly ExperimentText _text = new();

    public void Dispose() => _text.Dispose();

    [Fact]
    public void All_views_count_with_what_their_last_builds_named_and_what_unfinished_ones_found()
    {
        _text.Write(
            "artifacts/a/summary.json",
            $$"""{ "stages": [{ "name": "score", "round": 2, "key": "{{StoreBench.Key}}" }, { "name": "report" }] }"""
        );
        _text.Write("artifacts/suite/arm/seed-1/unfinished.txt", $"since 2026-01-02T03:04:05Z\nprepare {Other}\n");

        var needs = RunNeeds.Of(_text.File("artifacts"));

        Assert.Equal([("prepare", Other), ("score", StoreBench.Key)], needs.Keys.Order());
        Assert.Equal([("suite/arm/seed-1", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))], needs.Unfinished);
    }

    [Theory]
    [InlineData("summary.json", "{ \"stages\": [{ \"na")]
    [InlineData("summary.json", "")]
    [InlineData("summary.json", "{}")]
    [InlineData("unfinished.txt", "")]
    [InlineData("unfinished.txt", "since yesterday\n")]
    [InlineData("unfinished.txt", "since 2026-01-02T03:04:05Z\nprepare\n")]
    public void A_view_that_cannot_be_understood_is_an_error(string name, string text)
    {
        var file = _text.Write($"artifacts/e/{name}", text);

        var failure = Assert.Throws<UserError>(() => RunNeeds.Of(_text.File("artifacts")));

        Assert.Equal(("EMPO4035", file), (failure.Code, failure.File));
    }

    [Fact]
    public void Where_there_is_no_view_nothing_is_needed() => Assert.Empty(RunNeeds.Of(_text.File("artifacts")).Keys);

    [Fact]
    public void An_unfinished_build_keeps_its_beginning_until_one_comes_to_the_end()
    {
        var view = new RunFolder(_text.File("artifacts"), "e");
        _text.Write("artifacts/e/unfinished.txt", $"since 2026-01-02T03:04:05Z\nprepare {Other}\n");

        UnfinishedBuild.Begin(view, []);

        var build = UnfinishedBuild.TryRead(_text.File("artifacts/e/unfinished.txt"))!;
        Assert.Equal((2026, ("prepare", Other)), (build.Since.Year, Assert.Single(build.Keys)));
        UnfinishedBuild.End(view);
        Assert.Null(UnfinishedBuild.TryRead(_text.File("artifacts/e/unfinished.txt")));
        UnfinishedBuild.Begin(view, []);
        Assert.InRange(
            UnfinishedBuild.TryRead(_text.File("artifacts/e/unfinished.txt"))!.Since,
            DateTime.UtcNow.AddMinutes(-5),
            DateTime.UtcNow
        );
    }
}
