using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// libtorch's RMS normalisation in one kernel, for a card: written out it is five to seven, and decoding is bound by the number of kernels.
/// TorchSharp does not have it. libtorch exports it in the C interface that compiled models link to
/// (<c>aoti_torch_cuda__fused_rms_norm</c>); a libtorch without it computes the norm written out.
/// </summary>
internal static unsafe class FusedRmsNorm
{
    private static readonly Lazy<nint> OnCard = new(() => Find("torch_cuda", "aoti_torch_cuda__fused_rms_norm"));
    private static readonly Lazy<nint> OnHost = new(() => Find("torch_cpu", "aoti_torch_cpu__fused_rms_norm"));

    /// <summary>Whether the norm of this tensor is one kernel. On the CPU the written out form is the faster one.</summary>
    public static bool Serves(Tensor input) => input.device_type == DeviceType.CUDA && OnCard.Value != 0;

    /// <summary>
    /// x / √(mean(x²) + ε) over the last dimension, in the input's dtype; statistics are F32 inside. Null where it failed: the
    /// interface does not say why (a lack of memory, mostly), and the norm written out then meets the reason.
    /// </summary>
    public static Tensor? Of(Tensor input, double epsilon)
    {
        var function = input.device_type == DeviceType.CUDA ? OnCard.Value : OnHost.Value;
        if (function == 0)
        {
            return null;
        }

        long width = input.shape[^1];
        nint normalized, scale;
        var call = (delegate* unmanaged<nint, long*, long, nint*, double*, nint*, nint*, int>)function;
        var failed = call(input.Handle, &width, 1, null, &epsilon, &normalized, &scale);
        GC.KeepAlive(input);
        if (failed != 0)
        {
            return null;
        }

        Tensor.UnsafeCreateTensor(scale).Dispose();
        return Tensor.UnsafeCreateTensor(normalized);
    }

    /// <summary>The function in the library that this process has loaded; 0 where there is none.</summary>
    private static nint Find(string library, string name)
    {
        using var process = Process.GetCurrentProcess();
        var file = process
            .Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == (OperatingSystem.IsWindows() ? library : $"lib{library}"));
        return
            file is not null
            && NativeLibrary.TryLoad(file, out var handle)
            && NativeLibrary.TryGetExport(handle, name, out var function)
            ? function
            : 0;
    }
}
