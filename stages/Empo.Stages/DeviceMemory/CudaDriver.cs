using System.Runtime.InteropServices;

namespace Empo.Stages.DeviceMemory;

/// <summary>The installed CUDA driver. A missing library or function counts as a failed call.</summary>
internal sealed unsafe class CudaDriver : ICudaDriver
{
    private const int Missing = -1;
    private readonly nint _library;

    public CudaDriver() => NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out _library);

    public int DeviceGet(out int device, int index)
    {
        device = 0;
        if (
            Find("cuInit") is not (var init and not 0)
            || ((delegate* unmanaged<uint, int>)init)(0) is not 0
            || Find("cuDeviceGet") is not (var get and not 0)
        )
        {
            return Missing;
        }

        fixed (int* found = &device)
        {
            return ((delegate* unmanaged<int*, int, int>)get)(found, index);
        }
    }

    public int RetainPrimaryContext(out nint context, int device)
    {
        context = 0;
        fixed (nint* found = &context)
        {
            return Find("cuDevicePrimaryCtxRetain") is var retain and not 0
                ? ((delegate* unmanaged<nint*, int, int>)retain)(found, device)
                : Missing;
        }
    }

    public int ReleasePrimaryContext(int device) =>
        Find("cuDevicePrimaryCtxRelease_v2") is var release and not 0 ? ((delegate* unmanaged<int, int>)release)(device) : Missing;

    public int Push(nint context) =>
        Find("cuCtxPushCurrent_v2") is var push and not 0 ? ((delegate* unmanaged<nint, int>)push)(context) : Missing;

    public int Pop(out nint context)
    {
        context = 0;
        fixed (nint* found = &context)
        {
            return Find("cuCtxPopCurrent_v2") is var pop and not 0 ? ((delegate* unmanaged<nint*, int>)pop)(found) : Missing;
        }
    }

    public int MemoryInfo(out nuint free, out nuint total)
    {
        (free, total) = (0, 0);
        fixed (nuint* freely = &free, all = &total)
        {
            return Find("cuMemGetInfo_v2") is var ask and not 0 ? ((delegate* unmanaged<nuint*, nuint*, int>)ask)(freely, all) : Missing;
        }
    }

    private nint Find(string name) => _library != 0 && NativeLibrary.TryGetExport(_library, name, out var function) ? function : 0;
}
