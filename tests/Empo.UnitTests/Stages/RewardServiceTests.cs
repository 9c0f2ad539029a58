using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Scoring;
using Empo.UnitTests.Servers;

namespace Empo.UnitTests.Stages;

/// <summary>Rewards by a service of the user's: real requests to a server in this process, which may misbehave.</summary>
public sealed class RewardServiceTests
{
    private const string Key = "EMPO_TEST_REWARD_KEY";

    private readonly CollectedLog _log = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Each_question_gets_its_numbers_however_many_are_asked_at_a_time(int questions)
    {
        await using var server = await LocalServer.StartAsync(request => Reply(request, version: "1"));

        var rewards = Ask(server, settings => settings with { Questions = questions });

        Assert.Equal(Enumerable.Range(0, 10).Select(i => new[] { i, -0.5 }), rewards);
        Assert.Equal((10 + questions - 1) / questions, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal(("POST", "/rewards"), (request.Method, request.Path)));
        Assert.Contains(_log.Lines, line => line.Contains("version 1; set score.http.version", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_says_what_a_program_is_told()
    {
        await using var server = await LocalServer.StartAsync(request => Reply(request));
        Ask(server, settings => settings with { Questions = 1 });

        var first = JsonNode.Parse(server.Requests.First(request => request.Text.Contains("\"q0\"", StringComparison.Ordinal)).Text)!;

        Assert.Equal(
            """{"questions":[{"question_id":"q0","question":"Größe 0?","responses":["it is <7>","no"],"""
                + """ "answers":["7",null],"clusters":[0,1],"tokens":[3,1]}]}""".TrimStart(),
            first.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
        );
        Assert.Contains(_log.Lines, line => line.Contains("not reproducible", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[[1,2]]", "no JSON object with an array 'rewards'")]
    [InlineData("{\"rewards\": 1}", "no JSON object with an array 'rewards'")]
    [InlineData("{\"rewards\": [[1,2]]}", "'rewards' has 1 arrays for 10 questions")]
    [InlineData("{\"rewards\": [[1,2],[1],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2]]}", "question q1 has 1 numbers for 2 responses")]
    [InlineData("{\"rewards\": [[1,2],[1,NaN],[],[],[],[],[],[],[],[]]}", "the rewards of question q1 are no array of numbers")]
    [InlineData("{\"rewards\": [[1,\"2\"],[],[],[],[],[],[],[],[],[]]}", "the rewards of question q0 are no array of numbers")]
    [InlineData("{\"rewards\": [[1,1e999],[],[],[],[],[],[],[],[],[]]}", "a reward of question q0 is not finite")]
    [InlineData("<html>welcome</html>", "it is no JSON")]
    [InlineData("", "it is no JSON")]
    public async Task A_reply_that_cannot_be_used_is_an_error_that_names_the_question(string text, string words)
    {
        await using var server = await LocalServer.StartAsync(_ => new ServerReply { Text = text });

        var failure = Assert.Throws<UserError>(() => Ask(server));

        Assert.Contains(failure.Code, new[] { "EMPO4140", "EMPO4142" }); // the same page in every attempt is a fault of its own
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task What_passes_is_asked_again(int status)
    {
        await using var server = await LocalServer.StartAsync(request =>
            request.Number == 0 ? ServerReply.Error(status, "busy") : Reply(request)
        );

        Assert.Equal(10, Ask(server).Length);
    }

    [Theory]
    [InlineData(401, "EMPO4140", "wants a key")]
    [InlineData(404, "EMPO4140", "score.http.url")]
    [InlineData(500, "EMPO4140", "the same fault in every attempt")]
    [InlineData(503, "EMPO4141", "score.http.retries")]
    public async Task What_stays_is_refused_with_a_remedy(int status, string code, string remedy)
    {
        await using var server = await LocalServer.StartAsync(_ => ServerReply.Error(status, "no"));

        var failure = Assert.Throws<UserError>(() => Ask(server));

        Assert.Equal(code, failure.Code);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_is_not_followed_and_the_key_is_in_no_message()
    {
        await using var other = await LocalServer.StartAsync(request => Reply(request));
        await using var server = await LocalServer.StartAsync(request =>
            new ServerReply { Status = 307, Text = $"moved, {request.Authorization}", Headers = [("Location", other.Address)] }
        );
        Environment.SetEnvironmentVariable(Key, "swordfish");

        var failure = Assert.Throws<UserError>(() => Ask(server, settings => settings with { KeyVariable = Key }));

        Assert.Equal("Bearer swordfish", Assert.Single(server.Requests).Authorization);
        Assert.Empty(other.Requests);
        Assert.Contains("a redirection to", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", failure.Message + string.Join('\n', _log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_set_is_an_error_before_anything_is_sent()
    {
        await using var server = await LocalServer.StartAsync(request => Reply(request));

        var failure = Assert.Throws<UserError>(() => Ask(server, settings => settings with { KeyVariable = "EMPO_TEST_NO_SUCH_KEY" }));

        Assert.Equal(("EMPO4143", 0), (failure.Code, server.Requests.Count));
    }

    [Theory]
    [InlineData("2", "2", "2", null)]
    [InlineData("2", "1", "1", "names version '1', but score.http.version is '2'")]
    [InlineData("2", null, null, "names no version, but score.http.version is '2'")]
    [InlineData("", "1", "1", null)]
    [InlineData("", "1", "2", "names version '2', but version '1' before in this round")]
    [InlineData("", "1", null, "names no version, but version '1' before in this round")]
    [InlineData("", null, "1", "names version '1', but no version before in this round")]
    public async Task The_version_is_the_one_of_the_experiment_or_at_least_the_same_for_a_round(
        string wanted,
        string? first,
        string? then,
        string? error
    )
    {
        await using var server = await LocalServer.StartAsync(request => Reply(request, request.Number == 0 ? first : then));
        double[][] Rewards() => Ask(server, settings => settings with { Version = wanted, Questions = 5, Concurrency = 1 });

        if (error is null)
        {
            Assert.Equal(10, Rewards().Length);
            return;
        }

        var failure = Assert.Throws<UserError>(Rewards);
        Assert.Equal("EMPO4144", failure.Code);
        Assert.Contains(error, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_of_the_documentation_answers()
    {
        const string start = "HTTPServer((\"localhost\", 8080), Rewards).serve_forever()";
        const string free = "s = HTTPServer((\"127.0.0.1\", 0), Rewards)\nprint(s.server_port, flush=True)\ns.serve_forever()";
        var example = File.ReadAllText(Path.Combine(Repository.Root, "docs/rewards.md")).Split("```python\n")[2].Split("```")[0];
        Assert.Contains(start, example, StringComparison.Ordinal);
        using var python = Python(example.Replace(start, free, StringComparison.Ordinal));
        Assert.SkipWhen(python is null, "this machine has no python3");
        try
        {
            var rewards = Ask($"http://127.0.0.1:{python!.StandardOutput.ReadLine()}", settings => settings with { Version = "3" });

            Assert.Equal(Enumerable.Repeat(new[] { 1.0 / "it is <7>".Length, 0 }, 10), rewards);
        }
        finally
        {
            python!.Kill();
        }
    }

    private static Process? Python(string script)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", ["-c", script])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private double[][] Ask(LocalServer server, Func<RewardServiceSettings, RewardServiceSettings>? change = null) =>
        Ask($"{server.Address}/rewards", change);

    private double[][] Ask(string url, Func<RewardServiceSettings, RewardServiceSettings>? change = null)
    {
        var settings = new RewardServiceSettings
        {
            Url = url,
            Version = "",
            Questions = 100,
            Retries = 3,
            Clock = new InstantClock(),
        };
        var groups = Enumerable.Range(0, 10).Select(Group).ToList();
        using var service = new RewardService(change?.Invoke(settings) ?? settings, _log);
        return service.Rewards(
            groups,
            groups.ToDictionary(group => group.QuestionId, group => $"Größe {group.QuestionId[1..]}?"),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>For question qN the numbers N and -0.5.</summary>
    private static ServerReply Reply(ServerRequest request, string? version = null)
    {
        var questions = JsonNode.Parse(request.Text)!["questions"]!.AsArray();
        var rewards = questions.Select(question =>
            (JsonNode)new JsonArray(int.Parse(question!["question_id"]!.GetValue<string>()[1..], null), -0.5)
        );
        var reply = new JsonObject { ["rewards"] = new JsonArray([.. rewards]) };
        if (version is not null)
        {
            reply["version"] = version;
        }

        return ServerReply.Json(reply);
    }

    private static AnsweredGroup Group(int number) =>
        new()
        {
            Samples = [Sample(number, 0, "it is <7>", 3), Sample(number, 1, "no", 1)],
            Answers = ["7", null],
            Clusters = [0, 1],
            Statistics = ClusterStatistics.Of([0, 1], [true, false]),
        };

    private static RolloutRow Sample(int number, int index, string text, int tokens) =>
        new()
        {
            QuestionId = $"q{number}",
            SampleIndex = index,
            PromptTokenIds = [1],
            TokenIds = new int[tokens],
            LogProbs = [],
            TokenEntropies = [],
            SelfCertainties = [],
            FinishReason = "stop",
            Text = text,
        };
}
