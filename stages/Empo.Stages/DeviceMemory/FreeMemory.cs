using System.Globalization;

namespace Empo.Stages.DeviceMemory;

/// <summary>The amount of free memory of the host.</summary>
internal static class FreeMemory
{
    /// <summary>Bytes that the kernel could provide without swapping, file caches included; null on a system other than Linux.</summary>
    public static long? OnHost()
    {
        const string Key = "MemAvailable:";
        if (!File.Exists("/proc/meminfo"))
        {
            return null;
        }

        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line is null
            ? null
            : long.Parse(
                line[Key.Length..].Replace("kB", "", StringComparison.Ordinal),
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture
            ) * 1024;
    }
}
