using System.Diagnostics;
using System.Globalization;
using System.Text;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;

namespace Empo.Stages.Scoring;

/// <summary>
/// The user's program that computes rewards. It runs once a round, without a shell: it reads one JSON object per question from standard
/// input and writes one JSON array with a number per response to standard output, in the same order (docs/rewards.md).
/// </summary>
/// <param name="log">Receives what the program writes to standard error.</param>
internal sealed class RewardProgram(string file, IReadOnlyList<string> command, TimeSpan timeout, IStageLog log)
{
    /// <summary>Lines of standard error that an error shows, and that a round logs.</summary>
    private const int MaxErrorLines = 20;

    public static RewardProgram Of(StageContext context)
    {
        var file = context.Input(InputRole.RewardProgram).Path;
        return new RewardProgram(
            file,
            [.. context.Settings.Get(Score.CommandRun), file, .. context.Settings.Get(Score.CommandArguments)],
            TimeSpan.FromSeconds(context.Settings.Get(Score.CommandTimeout)),
            context.Log
        );
    }

    /// <summary>The rewards of a round, [questions][G].</summary>
    /// <param name="questions">Text of each question, by its id.</param>
    /// <exception cref="UserError">EMPO4120: it cannot be started, or ends with another code than 0. EMPO4121: it takes too long. EMPO4122:
    /// its output is not what the questions ask for.</exception>
    public double[][] Rewards(
        IReadOnlyList<AnsweredGroup> groups,
        IReadOnlyDictionary<string, string> questions,
        CancellationToken cancellation
    )
    {
        var asked = groups.Select(group => RewardedQuestion.TextOf(group.QuestionId, questions, mayBeEmpty: true)).ToList();
        using var process = Start();
        using var late = new CancellationTokenSource(timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        using var kill = stop.Token.Register(() => Kill(process));
        var errors = Task.Run(() => ErrorLines(process.StandardError), CancellationToken.None);
        var input = Task.Run(() => Write(process.StandardInput, groups, asked), CancellationToken.None);
        var reader = new RewardLines(file, groups, process.StandardOutput);
        UserError? mistake = null;
        double[][]? rewards = null;
        try
        {
            rewards = reader.Read();
        }
        catch (UserError error)
        {
            mistake = error;
            Kill(process);
        }

        Task.WaitAll([errors, input], CancellationToken.None);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (late.IsCancellationRequested)
        {
            throw new UserError(
                "EMPO4121",
                $"The reward program took longer than {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s for the "
                    + $"{groups.Count} questions of a round and was ended. Make it faster, or raise score.command.timeout.",
                file
            );
        }

        if (mistake is null || !reader.IsWrong)
        {
            RequireSuccess(process.ExitCode, errors.Result);
        }

        foreach (var line in errors.Result)
        {
            log.Line($"  {Path.GetFileName(file)}: {line}");
        }

        return mistake is null ? rewards! : throw mistake;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetDirectoryName(file),
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                "EMPO4120",
                $"The reward program cannot be started: {exception.Message} "
                    + (
                        command[0] == file
                            ? "Make the file executable, or name its interpreter: score.command.run: [python3]."
                            : $"Install '{command[0]}', or correct score.command.run."
                    ),
                file,
                cause: exception
            );
        }
    }

    private void RequireSuccess(int code, IReadOnlyList<string> errors)
    {
        if (code != 0)
        {
            throw new UserError(
                "EMPO4120",
                string.Create(CultureInfo.InvariantCulture, $"The reward program ended with code {code}")
                    + (errors.Count > 0 ? $": {string.Join(" | ", errors)}" : " and wrote nothing to standard error.")
                    + " Correct the program; stored rollouts stay.",
                file
            );
        }
    }

    /// <summary>A program that does not read its input to the end closes the pipe; what it writes decides.</summary>
    private static void Write(StreamWriter input, IReadOnlyList<AnsweredGroup> groups, IReadOnlyList<string> questions)
    {
        try
        {
            using (input)
            {
                foreach (var (group, question) in groups.Zip(questions))
                {
                    input.Write(RewardRequest.Line(group, question));
                    input.Write('\n');
                }
            }
        }
        catch (IOException)
        {
        }
    }

    private static List<string> ErrorLines(StreamReader errors)
    {
        var last = new Queue<string>();
        while (errors.ReadLine() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > MaxErrorLines)
            {
                last.Dequeue();
            }
        }

        return [.. last];
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }
}
