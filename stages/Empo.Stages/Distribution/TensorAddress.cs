using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Empo.Stages.Distribution;

/// <summary>
/// The address of a tensor's first element, on the host or on a card. TorchSharp exports it and keeps it internal
/// (<c>THSTensor_data</c>).
/// </summary>
internal static partial class TensorAddress
{
    /// <summary>Valid while the tensor lives.</summary>
    public static nint Of(Tensor values)
    {
        var address = THSTensor_data(values.Handle);
        GC.KeepAlive(values);
        return address;
    }

    [LibraryImport("LibTorchSharp")]
    private static partial nint THSTensor_data(nint handle);
}
