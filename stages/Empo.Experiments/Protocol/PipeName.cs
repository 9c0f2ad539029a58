using System.Globalization;
using System.Text;

namespace Empo.Experiments.Protocol;

/// <summary>
/// Names of the pipe between a build and its stage process. On Unix a pipe is a socket file in TMPDIR, and the path of a socket has at most
/// 103 bytes (macOS; 107 on Linux). Where TMPDIR is too long for that, the name is a path in /tmp.
/// </summary>
public static class PipeName
{
    private const int MaxSocketPath = 103;

    /// <summary>A name that no other build has.</summary>
    public static string Create()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"empo-{Environment.ProcessId}-{Guid.NewGuid():N}")[..32];
        return OperatingSystem.IsWindows() || Encoding.UTF8.GetByteCount(FileOf(name)) <= MaxSocketPath ? name : $"/tmp/{name}";
    }

    /// <summary>The socket file of a name, on Unix.</summary>
    public static string FileOf(string name) => Path.IsPathRooted(name) ? name : Path.Combine(Path.GetTempPath(), $"CoreFxPipe_{name}");
}
