using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Protocol;
using Empo.Experiments.Storage;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Distribution;

/// <summary>What travels between the stage process of a build and its ranks.</summary>
public sealed class RankWireTests : IDisposable
{
    private readonly StageBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_request_comes_back_as_it_was()
    {
        var request = _bench.Request("rollout", 3) with
        {
            Fingerprint = ["ä", "line \u2028 2"],
            Inputs = [new StageInput { Role = "policy", Path = "/a b/ü", Digest = "d", Stage = "update", Round = 2 }],
        };

        var (folder, read) = RankWire.ReadRequest(RankWire.WriteRequest("/store/x \"y\"", request));

        Assert.Equal("/store/x \"y\"", folder);
        Assert.Equal(WireFormat.Write(new WireRequest(request, [])), WireFormat.Write(new WireRequest(read, [])));
        Assert.DoesNotContain('\n', RankWire.WriteRequest("/a\nb", request));
    }

    [Fact]
    public void What_a_stage_told_its_context_reaches_another_context()
    {
        var input = new StageInput { Role = "policy", Path = _bench.File("p"), Digest = "d" };
        StageContext Context()
        {
            var request = _bench.Request("update", 1) with { Inputs = [input with { Role = "rollouts" }, input] };
            return new StageContext(request, _bench.File("out"), new ChunkStore(_bench.Store), _bench.Log, CancellationToken.None);
        }

        var (told, other) = (Context(), Context());
        told.Metric("loss", 0.1 + 0.2);
        told.Metric("nothing", double.NaN);
        told.Metric("most", double.PositiveInfinity);
        told.Numeric("batching", "chunk");
        told.PassThrough(StageTable.Policy, input);
        told.Chunks.GetOrCreate(["a chunk"], path => File.WriteAllText(path, "rows"));
        told.Chunks.GetOrCreate(["another"], path => File.WriteAllText(path, "more rows"));

        var done = RankWire.ReadReply(RankWire.WriteDone(RankResult.Of(told, new Dictionary<string, string> { ["threads"] = "1" })))!.Done!;
        done.ApplyTo(other);

        Assert.Equal(told.Metrics, other.Metrics);
        Assert.Equal(told.Numerics, other.Numerics);
        Assert.Same(other.Request.Inputs[1], other.PassedThrough.Single().Value);
        Assert.Equal(told.Chunks.Used, other.Chunks.Used);
        Assert.Equal("1", done.Numerics["threads"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("libfoo: a warning without its line feed ")]
    public void A_message_is_found_behind_other_text_on_its_line(string before)
    {
        var text = new string('x', 1_000_000) + "\u0001empo \"ü\\";

        Assert.Equal(text, RankWire.ReadReply(before + RankWire.WriteLine(text))!.Line);
        var hello = RankWire.ReadReply(before + RankWire.WriteHello(new RankHello(2, "Open MPI v4.1.4", ["a", "b"])) + "\r")!.Hello!;
        Assert.Equal((2, "Open MPI v4.1.4", "a b"), (hello.Ranks, hello.Library, string.Join(' ', hello.Hosts)));
    }

    /// <summary>Launchers and libraries write what they like, and a killed process half a line.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("{\"done\": {}}")]
    [InlineData("\u0001empo ")]
    [InlineData("\u0001empo {\"line\": \"cut o")]
    [InlineData("[vm:1] *** Process received signal ***")]
    public void Other_lines_are_no_messages(string line) => Assert.Null(RankWire.ReadReply(line));

    [Fact]
    public void The_failure_of_the_lowest_rank_is_found_in_a_folder()
    {
        using var folder = new TemporaryFolder();
        RankFailure.Of(new InvalidOperationException("late"), 12, "b").Leave(folder.Path);
        RankFailure.Of(new UserError("EMPO2018", "No question.", "d.yaml", 3), 2, "a").Leave(folder.Path);
        File.WriteAllText(folder.File("rank-001.failure"), "\u0001empo {\"fail");

        var failures = RankFailure.In(folder.Path);

        Assert.Equal([2, 12], failures.Select(failure => failure.Rank));
        var error = Assert.IsType<UserError>(failures[0].ToException());
        Assert.Equal("d.yaml(3,1): error EMPO2018: No question.", error.ToCanonicalLine());
        Assert.Contains("Rank 12 on b failed by a defect", failures[1].Text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", failures[1].Trace, StringComparison.Ordinal);
        Assert.Empty(RankFailure.In(folder.File("nowhere")));
        RankFailure.Forget(folder.Path);
        Assert.Empty(RankFailure.In(folder.Path));
    }

    [Fact]
    public void A_full_disk_is_told_with_the_rank_and_host_that_has_it()
    {
        var fault = StoreFault.Of(new IOException("No space left on device"), "/store")!;

        var error = Assert.IsType<UserError>(RankFailure.Of(fault, 3, "node2").ToException());

        Assert.Equal(("EMPO4001", "/store"), (error.Code, error.File));
        Assert.StartsWith("Rank 3 on node2: The disk is full", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_that_asks_for_a_fresh_process_asks_through_ranks_too() =>
        Assert.IsType<FreshProcessException>(
            RankWire.ReadReply(RankWire.WriteFailure(RankFailure.Of(new FreshProcessException("it needs 70 GB"), 0, "a")))!
                .Failure!.ToException());
}
