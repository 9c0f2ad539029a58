using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Empo.Stages.Memory;

/// <summary>How much memory is free where a model lives.</summary>
internal static partial class FreeMemory
{
    /// <summary>Bytes, or null where nobody says: another system than Linux without a card, a driver without this function.</summary>
    public static long? On(torch.Device device) => device.type == DeviceType.CUDA ? OnCard() : OnHost();

    /// <summary>What the kernel would give without swapping, caches of files included.</summary>
    private static long? OnHost()
    {
        const string Key = "MemAvailable:";
        if (!File.Exists("/proc/meminfo"))
        {
            return null;
        }

        var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? null : long.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>TorchSharp exports no query, so the driver is asked; libtorch has made a context of this thread's card current.</summary>
    private static long? OnCard()
    {
        try
        {
            nuint free;
            var status = OperatingSystem.IsWindows() ? AskWindows(out free, out _) : AskLinux(out free, out _);
            return status == 0 ? (long)free : null;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libcuda.so.1", EntryPoint = "cuMemGetInfo_v2")]
    private static partial int AskLinux(out nuint free, out nuint total);

    [LibraryImport("nvcuda.dll", EntryPoint = "cuMemGetInfo_v2")]
    private static partial int AskWindows(out nuint free, out nuint total);
}
