using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Empo.Benchmarks.Processes;

namespace Empo.Benchmarks.Gpu;

/// <summary>
/// Everything that needs a card, in ten minutes: build, GPU tests, half-billion experiment, speed beside Hugging Face and PyTorch.
/// Each step has a limit, and one that fails is a row with the reason.
/// </summary>
internal sealed partial class GpuReport(GpuOptions options, string repository, TextWriter console)
{
    private const string RunName = "gpu-report";
    private readonly List<GpuRow> _rows = [];
    private readonly string _work = Path.Combine(repository, "bin", RunName);
    private bool _failed;

    private string Programs => Path.Combine(repository, "bin", options.TorchFolder is null ? options.Variant : "python-torch");

    /// <returns>0 where every step succeeded, else 1.</returns>
    public int Run()
    {
        Add("card", NvidiaSmi.Card() ?? "nvidia-smi does not answer");
        var (system, runtime) = (RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);
        Add("machine", $"{system}, {Environment.ProcessorCount} processors, {runtime}");
        Add("variant", $"{options.Variant}{(options.TorchFolder is { } torch ? $" with {torch}" : "")}, device {options.Device}");
        Step("restore (not in the time)", TimeSpan.FromMinutes(30), "dotnet", ["restore", "Empo.Pipeline.sln", Variant]);
        var clock = new GpuClock(TimeSpan.FromMinutes(options.Minutes));
        Step("build", clock.Limit(0.4), "dotnet", ["build", "Empo.Pipeline.sln", "--no-restore", Variant]);
        Link();
        Tests(clock.Limit(0.15));
        Experiment(clock.Limit(0.4));
        Lines("speed", clock.Limit(0.15), "dotnet", ["exec", Program("Empo.Benchmarks"), "speed", options.Device]);
        Lines(
            "Python",
            clock.Limit(0.15),
            options.Python,
            [Path.Combine(repository, "benchmarks", "hugging_face.py"), options.Device, .. GpuSizes.For(options.OnCard).ToArguments()]
        );
        Write();
        return _failed ? 1 : 0;
    }

    private string Variant => $"-p:EmpoTorch={options.Variant}";

    private string Program(string name) => Path.Combine(Programs, name, $"{name}.dll");

    private void Link()
    {
        if (options.TorchFolder is not { } torch)
        {
            return;
        }

        try
        {
            PythonTorch.Link(Path.Combine(repository, "bin", options.Variant), Programs, torch);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail("programs with Python's libtorch", error.Message);
        }
    }

    /// <summary>The tests with the trait <c>gpu</c>. On a card none may be skipped; without one all of them are.</summary>
    private void Tests(TimeSpan limit)
    {
        const string What = "GPU tests";
        string[] arguments = ["exec", Program("Empo.UnitTests"), "-preEnumerateTheories", "-trait", "Category=gpu", "-noColor"];
        if (Outcome(What, limit, "dotnet", arguments) is not { } outcome)
        {
            return;
        }

        var total = TotalLine().Match(outcome.Output);
        var text = $"{total.Value.Trim()}, {outcome.Seconds:F0} s";
        var (all, skipped) = (total.Groups["total"].Value, total.Groups["skipped"].Value);
        if (!outcome.Succeeded || !total.Success)
        {
            Fail(What, Reason(outcome));
        }
        else if (options.OnCard && skipped != "0")
        {
            Fail(What, $"{skipped} of {all} were skipped: libtorch sees no card. {text}");
        }
        else
        {
            Add(What, options.OnCard ? text : $"{text} (all skipped, as there is no card)");
        }
    }

    private void Experiment(TimeSpan limit)
    {
        var (store, run) = (Path.Combine(_work, "store"), Path.Combine(repository, "artifacts", RunName));
        foreach (var old in new[] { store, run }.Where(Directory.Exists))
        {
            Directory.Delete(old, recursive: true);
        }

        string[] arguments =
        [
            "build",
            "pipeline.proj",
            Variant,
            "-p:EmpoExperiment=experiments/gpu-half-billion.yaml",
            $"-p:EmpoStore={store}",
            $"-p:EmpoTools={Programs}",
            $"-p:EmpoSet=run_name={RunName} {GpuSizes.For(options.OnCard).Experiment}",
        ];
        var (done, peak) = NvidiaSmi.Peak(() => Step("experiment gpu-half-billion, 2 rounds", limit, "dotnet", arguments));
        var (summary, log) = (Path.Combine(run, "summary.json"), Path.Combine(run, "logs", "build.log"));
        if (!done || !File.Exists(summary))
        {
            Fail("mismatch, memory", "the experiment did not end");
            return;
        }

        foreach (var row in GpuExperiment.Rounds(File.ReadAllText(summary)))
        {
            if (row.Result.Contains("none", StringComparison.Ordinal))
            {
                Fail(row.What, row.Result);
            }
            else
            {
                Add(row.What, row.Result);
            }
        }

        var memory = GpuExperiment.Memory(File.Exists(log) ? File.ReadAllText(log) : "", peak);
        Add(memory.What, memory.Result);
    }

    /// <summary>A program whose lines "what TAB result" become rows.</summary>
    private void Lines(string what, TimeSpan limit, string program, string[] arguments)
    {
        if (Outcome(what, limit, program, arguments) is not { } outcome)
        {
            return;
        }

        foreach (var parts in outcome.Output.Split('\n').Select(line => line.TrimEnd('\r').Split('\t')).Where(parts => parts.Length == 2))
        {
            Add(parts[0], parts[1]);
        }

        if (!outcome.Succeeded)
        {
            Fail(what, Reason(outcome));
        }
    }

    private bool Step(string what, TimeSpan limit, string program, string[] arguments)
    {
        if (Outcome(what, limit, program, arguments) is not { } outcome)
        {
            return false;
        }

        if (outcome.Succeeded)
        {
            Add(what, $"{outcome.Seconds:F0} s");
        }
        else
        {
            Fail(what, Reason(outcome));
        }

        return outcome.Succeeded;
    }

    /// <summary>Null where the program did not start; that is a row already.</summary>
    private ProcessOutcome? Outcome(string what, TimeSpan limit, string program, string[] arguments)
    {
        if (limit <= TimeSpan.Zero)
        {
            Fail(what, $"left out, the {options.Minutes} minutes are over");
            return null;
        }

        console.WriteLine($"{what}: {program} {string.Join(' ', arguments)}");
        try
        {
            return BoundedProcess.Run(program, arguments, limit, repository, Variables());
        }
        catch (Win32Exception error)
        {
            Fail(what, $"{program} does not start: {error.Message}");
            return null;
        }
    }

    private Dictionary<string, string> Variables()
    {
        var name = OperatingSystem.IsWindows() ? "PATH" : "LD_LIBRARY_PATH";
        var variables = new Dictionary<string, string> { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["MSBUILDDISABLENODEREUSE"] = "1" };
        if (options.TorchFolder is { } torch && PythonTorch.NvidiaFolders(torch) is { Count: > 0 } folders)
        {
            var old = Environment.GetEnvironmentVariable(name);
            variables[name] = string.Join(Path.PathSeparator, old is null ? folders : [.. folders, old]);
        }

        return variables;
    }

    /// <summary>The lines that say why, or the last ones.</summary>
    private static string Reason(ProcessOutcome outcome)
    {
        var lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = lines.Where(line => ErrorLine().IsMatch(line)).Distinct().Take(3).ToList();
        var why = string.Join(" / ", errors.Count > 0 ? errors : lines.TakeLast(3));
        return outcome.ExitCode is { } code
            ? $"ended with {code} after {outcome.Seconds:F0} s: {why}"
            : $"ended at its limit of {outcome.Seconds:F0} s: {why}";
    }

    private void Fail(string what, string why)
    {
        _failed = true;
        Add(what, $"**failed**: {why}");
    }

    private void Add(string what, string result)
    {
        _rows.Add(new GpuRow(what, result));
        console.WriteLine(_rows[^1]);
    }

    private void Write()
    {
        string[] table = ["| what | result |", "|---|---|", .. _rows.Select(row => row.ToString())];
        File.WriteAllLines(options.Output, table);
        console.WriteLine();
        foreach (var line in table)
        {
            console.WriteLine(line);
        }
    }

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: \d+, Failed: \d+, Skipped: (?<skipped>\d+)[^\r\n]*")]
    private static partial Regex TotalLine();

    [GeneratedRegex(@"\b(error|Error|Unhandled exception|\[FAIL\])\b")]
    private static partial Regex ErrorLine();
}
