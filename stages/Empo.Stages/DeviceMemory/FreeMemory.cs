using System.Globalization;
using TorchSharp;

namespace Empo.Stages.DeviceMemory;

/// <summary>The amount of free memory on a model's device.</summary>
internal static class FreeMemory
{
    /// <summary>
    /// Bytes, or null where it is unknown: on a system other than Linux without a card, or with a driver that lacks this function.
    /// </summary>
    public static long? On(torch.Device device) =>
        device.type == DeviceType.CUDA ? CardMemory.Free(new CudaDriver(), Math.Max(device.index, 0)) : OnHost();

    /// <summary>What the kernel could provide without swapping, file caches included.</summary>
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
