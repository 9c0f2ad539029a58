using System.Globalization;
using System.Runtime.InteropServices;

namespace Empo.Stages.Hosting;

/// <summary>
/// Name and compute capability of a card: they determine the choice of kernels, so two kinds of card are two numerics classes. TorchSharp
/// exports neither, so the driver is asked.
/// </summary>
internal static unsafe class CudaCard
{
    private const int MaxName = 256;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;

    /// <summary><c>NVIDIA H100 80GB HBM3, 9.0</c>; null where there is no driver, or it does not answer.</summary>
    /// <param name="index">Number of the card among those that this process sees.</param>
    public static string? Describe(int index)
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver))
        {
            return null;
        }

        bool Find(string name, out nint function) => NativeLibrary.TryGetExport(driver, name, out function);
        if (
            !Find("cuInit", out var init)
            || !Find("cuDeviceGet", out var get)
            || !Find("cuDeviceGetName", out var name)
            || !Find("cuDeviceGetAttribute", out var attribute)
        )
        {
            return null;
        }

        int device, major, minor;
        var text = stackalloc byte[MaxName];
        return ((delegate* unmanaged<uint, int>)init)(0) == 0
            && ((delegate* unmanaged<int*, int, int>)get)(&device, index) == 0
            && ((delegate* unmanaged<byte*, int, int, int>)name)(text, MaxName, device) == 0
            && ((delegate* unmanaged<int*, int, int, int>)attribute)(&major, CapabilityMajor, device) == 0
            && ((delegate* unmanaged<int*, int, int, int>)attribute)(&minor, CapabilityMinor, device) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Marshal.PtrToStringUTF8((nint)text)}, {major}.{minor}")
            : null;
    }
}
