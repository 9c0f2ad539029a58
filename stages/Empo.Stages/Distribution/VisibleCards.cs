using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>The CUDA cards that this process can use, as the driver identifies them. Asking it loads no libtorch.</summary>
internal static unsafe class VisibleCards
{
    private const int IdentityBytes = 16;

    /// <summary>The identity of each card in the driver's order; none without a driver, or with the libtorch for the CPU.</summary>
    public static IReadOnlyList<string> Identities()
    {
        if (
            !File.Exists(Path.Combine(AppContext.BaseDirectory, "libtorch_cuda.so"))
            || !NativeLibrary.TryLoad("libcuda.so.1", out var driver)
            || !NativeLibrary.TryGetExport(driver, "cuInit", out var init)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetCount", out var count)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGet", out var get)
            || !NativeLibrary.TryGetExport(driver, "cuDeviceGetUuid", out var identify)
        )
        {
            return [];
        }

        var cards = 0;
        if (((delegate* unmanaged<uint, int>)init)(0) != 0 || ((delegate* unmanaged<int*, int>)count)(&cards) != 0)
        {
            return [];
        }

        var identities = new List<string>();
        var identity = stackalloc byte[IdentityBytes];
        for (var card = 0; card < cards; card++)
        {
            int device;
            if (
                ((delegate* unmanaged<int*, int, int>)get)(&device, card) != 0
                || ((delegate* unmanaged<byte*, int, int>)identify)(identity, device) != 0
            )
            {
                return [];
            }

            identities.Add(Convert.ToHexStringLower(new ReadOnlySpan<byte>(identity, IdentityBytes)));
        }

        return identities;
    }
}
