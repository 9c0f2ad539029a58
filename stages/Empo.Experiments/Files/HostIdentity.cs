using System.Security.Cryptography;
using System.Text;

namespace Empo.Files;

/// <summary>
/// Identifies the process-id namespace that this process runs in. Two containers of one machine have the same kernel and clock and, as a
/// rule, the same process ids (the main process of each is 1). Only the namespace of the ids tells them apart.
/// </summary>
public static class HostIdentity
{
    /// <summary>Number of digits of <see cref="Current"/>.</summary>
    public const int Length = 8;

    /// <summary>Eight hexadecimal digits, the same for all processes whose ids mean something to this process.</summary>
    public static string Current { get; } = Create();

    private static string Create()
    {
        var parts = OperatingSystem.IsLinux()
            ? [Read("/proc/sys/kernel/random/boot_id"), Namespace()]
            : new[] { Environment.MachineName, "" };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..Length];
    }

    /// <summary>The link reads <c>pid:[4026531836]</c>.</summary>
    private static string Namespace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? Environment.MachineName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Environment.MachineName;
        }
    }
}
