using System.Diagnostics;
using System.Text.Json;
using Empo.Method;
using Empo.Stages.Artifacts;
using Empo.Stages.Scoring;

namespace Empo.UnitTests.Stages;

/// <summary>Rewards by a program of the user's: real programs, in the shell's language and in Python.</summary>
public sealed class RewardProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_question_gets_the_numbers_of_its_line()
    {
        RequireShell();

        var rewards = Run(
            "while read -r line; do case \"$line\" in *\\\"q1\\\"*) echo '[1, -0.5]';; *) echo; echo '  [1e-3,2]  ';; esac; done"
        );

        Assert.Equal([[1, -0.5], [0.001, 2]], rewards);
    }

    [Fact]
    public void A_line_says_what_is_known_of_a_question()
    {
        RequireShell();
        Run($"cat > {_folder.File("seen")}; echo '[0,0]'; echo '[0,0]'; echo 'a word' >&2");

        var lines = File.ReadAllLines(_folder.File("seen")).Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal(
            """{"question_id":"q1","question":"Größe \"ü\"?\n","responses":["it is <7>","no"],"""
                + """ "answers":["7",null],"clusters":[0,1],"tokens":[3,1]}""".TrimStart(),
            lines[0].GetRawText()
        );
        Assert.Equal("q2", lines[1].GetProperty("question_id").GetString());
        Assert.Contains(_log.Lines, line => line.EndsWith("reward.sh: a word", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("echo '[1,2]'", "EMPO4122", "at line 1: it wrote 1 lines for 2 questions")]
    [InlineData("echo '[1,2]'; echo '[1]'", "EMPO4122", "at line 2: 1 numbers for 2 responses")]
    [InlineData("echo '[1,2]'; echo '[1,NaN]'", "EMPO4122", "at line 2: the line is no JSON array of numbers: '[1,NaN]'")]
    [InlineData("echo '[1,1e999]'", "EMPO4122", "at line 1: ")]
    [InlineData("echo '{\"rewards\": [1,2]}'", "EMPO4122", "at line 1: the line is no JSON array")]
    [InlineData("echo '[1,\"2\"]'", "EMPO4122", "at line 1: the line is no JSON array")]
    [InlineData("echo loading; echo '[1,2]'; echo '[1,2]'", "EMPO4122", "at line 1: the line is no JSON array of numbers: 'loading'")]
    [InlineData("for i in 1 2 3; do echo '[1,2]'; done", "EMPO4122", "at line 3: it wrote more lines than there are questions (2)")]
    [InlineData("head -c 2000000 /dev/zero | tr '\\0' x", "EMPO4122", "at line 1: a line is longer than 1 MB")]
    [InlineData("yes", "EMPO4122", "at line 1: the line is no JSON array of numbers: 'y'")]
    [InlineData("echo '[1,2]'; echo 'no such module' >&2; exit 3", "EMPO4120", "ended with code 3: no such module")]
    [InlineData("echo '[1,2]'; echo '[1,2]'; exit 3", "EMPO4120", "ended with code 3 and wrote nothing")]
    public void A_mistake_is_an_error_with_its_line(string script, string code, string text)
    {
        RequireShell();

        var failure = Assert.Throws<UserError>(() => Run(script));

        Assert.Equal((code, _folder.File("reward.sh")), (failure.Code, failure.File));
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_never_ends_is_ended_with_its_children()
    {
        RequireShell();

        var failure = Assert.Throws<UserError>(() =>
            Run($"sleep 1000 & echo $! > {_folder.File("child")}; wait", TimeSpan.FromMilliseconds(300))
        );

        Assert.Equal("EMPO4121", failure.Code);
    }

    [Fact]
    public void An_interpreter_that_is_not_there_is_named()
    {
        File.WriteAllText(_folder.File("reward.sh"), "");

        var failure = Assert.Throws<UserError>(() =>
            new RewardProgram(_folder.File("reward.sh"), ["no-such-interpreter", _folder.File("reward.sh")], TimeSpan.FromMinutes(1), _log)
                .Rewards(Groups(), Questions, TestContext.Current.CancellationToken)
        );

        Assert.Equal("EMPO4120", failure.Code);
        Assert.Contains("Install 'no-such-interpreter'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_build_that_is_cancelled_does_not_wait_for_the_program()
    {
        RequireShell();
        File.WriteAllText(_folder.File("reward.sh"), "sleep 1000");
        using var cancelled = new CancellationTokenSource();
        cancelled.CancelAfter(TimeSpan.FromMilliseconds(100));

        Assert.ThrowsAny<OperationCanceledException>(() =>
            new RewardProgram(_folder.File("reward.sh"), ["sh", _folder.File("reward.sh")], TimeSpan.FromMinutes(5), _log)
                .Rewards(Groups(), Questions, cancelled.Token)
        );
    }

    [Fact]
    public void The_example_of_the_documentation_runs()
    {
        Assert.SkipUnless(Exists("python3"), "this machine has no python3");
        var example = File.ReadAllText(Path.Combine(Repository.Root, "docs/rewards.md")).Split("```python\n")[1].Split("```")[0];
        File.WriteAllText(_folder.File("short.py"), example);

        var rewards = new RewardProgram(_folder.File("short.py"), ["python3", _folder.File("short.py")], TimeSpan.FromMinutes(2), _log)
            .Rewards(Groups(), Questions, TestContext.Current.CancellationToken);

        Assert.Equal([[0, 0], [0.5, 0]], rewards);
    }

    [Fact]
    public void A_question_that_the_dataset_does_not_have_is_a_clear_error()
    {
        File.WriteAllText(_folder.File("reward.sh"), "cat\n");
        var program = new RewardProgram(_folder.File("reward.sh"), ["sh", _folder.File("reward.sh")], TimeSpan.FromMinutes(2), _log);
        var questions = new Dictionary<string, string> { ["q1"] = "" };

        var failure = Assert.Throws<UserError>(() => program.Rewards(Groups(), questions, TestContext.Current.CancellationToken));

        Assert.Equal("EMPO4155", failure.Code);
        Assert.Contains("q2", failure.Message, StringComparison.Ordinal);
    }

    private double[][] Run(string script, TimeSpan? timeout = null)
    {
        File.WriteAllText(_folder.File("reward.sh"), script + "\n");
        return new RewardProgram(
            _folder.File("reward.sh"),
            ["sh", _folder.File("reward.sh")],
            timeout ?? TimeSpan.FromMinutes(2),
            _log
        ).Rewards(Groups(), Questions, TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string> Questions { get; } = new() { ["q1"] = "Größe \"ü\"?\n", ["q2"] = "b" };

    private static List<AnsweredGroup> Groups() =>
        [Group("q1", [("it is <7>", "7", 3), ("no", null, 1)]), Group("q2", [("ab", "1", 2), ("abcd", "2", 2)])];

    private static AnsweredGroup Group(string question, (string Text, string? Answer, int Tokens)[] samples) =>
        new()
        {
            Samples =
            [
                .. samples.Select((sample, i) => new RolloutRow
                {
                    QuestionId = question,
                    SampleIndex = i,
                    PromptTokenIds = [1],
                    TokenIds = new int[sample.Tokens],
                    LogProbs = [],
                    TokenEntropies = [],
                    SelfCertainties = [],
                    FinishReason = "stop",
                    Text = sample.Text,
                }),
            ],
            Answers = [.. samples.Select(sample => sample.Answer)],
            Clusters = [0, 1],
            Statistics = ClusterStatistics.Of([0, 1], [.. samples.Select(sample => sample.Answer is not null)]),
        };

    private static void RequireShell() => Assert.SkipUnless(Exists("sh"), "this machine has no sh");

    private static bool Exists(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-c", ""]) { UseShellExecute = false });
            process!.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
