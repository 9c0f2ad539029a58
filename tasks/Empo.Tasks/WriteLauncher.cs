namespace Empo.Tasks;

/// <summary>
/// Writes a launcher for the verbs of the stage program with this project's own tools: <c>obj/empo/empo</c> beside the project, on Windows
/// <c>obj\empo\empo.cmd</c>. So a project that takes the pipeline from a package has the verbs without a second copy of libtorch.
/// </summary>
public sealed class WriteLauncher : PipelineTask
{
    private protected override string? Target => "Tool";

    protected override void Run()
    {
        var file = Path.Combine(ProjectFolder, "obj", "empo", OperatingSystem.IsWindows() ? "empo.cmd" : "empo");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        if (OperatingSystem.IsWindows())
        {
            File.WriteAllText(file, $"@{Batch(dotnet)} exec {Batch(Program)} %*\r\n");
        }
        else
        {
            const string head = "#!/bin/sh\n# Written by -t:EmpoTool; write it again after an upgrade.\n";
            File.WriteAllText(file, $"{head}exec {Shell(dotnet)} exec {Shell(Program)} \"$@\"\n");
            File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
        }

        Say($"  the verbs of the pipeline: {Path.GetRelativePath(ProjectFolder, file)} --help");
    }

    private static string Shell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Batch(string text) => $"\"{text.Replace("%", "%%", StringComparison.Ordinal)}\"";
}
