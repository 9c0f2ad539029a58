using System.Diagnostics;

namespace Empo.UnitTests.Verbs;

/// <summary>The stage program as a process of its own.</summary>
public sealed class StageProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Help_goes_to_the_output_and_an_error_to_the_error_stream()
    {
        var (exit, output, errors) = Start("generate", "--help");
        Assert.Equal((0, ""), (exit, errors));
        Assert.Contains("--max-tokens", output, StringComparison.Ordinal);

        (exit, output, errors) = Start("generate", "--max-token", "5");
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("Empo.Pipeline : error EMPO6020: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Libtorch_is_not_loaded_for_what_needs_no_model()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loader of glibc says what it loads");

        Assert.Equal(0, Start("--help").Exit);
        Assert.Equal(0, Start("--version").Exit);
        Assert.Equal(0, Start("answers", "--explain", "1", "2").Exit);

        string[] logs = [.. Directory.GetFiles(_folder.Path, "loaded*").Select(File.ReadAllText)];
        Assert.SkipWhen(logs.Length == 0, "this system's loader writes no log (LD_DEBUG)");
        Assert.Contains(logs, log => log.Contains("libcoreclr", StringComparison.Ordinal));
        Assert.All(logs, log => Assert.DoesNotContain("torch", log, StringComparison.OrdinalIgnoreCase));
    }

    private (int Exit, string Output, string Errors) Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Empo.Stages.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["LD_DEBUG"], start.Environment["LD_DEBUG_OUTPUT"]) = ("files", _folder.File("loaded"));
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
