using System.Globalization;
using TorchSharp;

namespace Empo.Stages.DeviceMemory;

/// <summary>How much memory is free where a model lives.</summary>
internal static class FreeMemory
{
    /// <summary>Bytes, or null where nobody says: another system than Linux without a card, a driver without this function.</summary>
    public static long? On(torch.Device device) =>
        device.type == DeviceType.CUDA ? CardMemory.Free(new CudaDriver(), Math.Max(device.index, 0)) : OnHost();

    /// <summary>What the kernel would give without swapping, caches of files included.</summary>
    private static long? OnHost()
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
