using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>
/// CUDA's default stream of the current card, by the driver. TorchSharp never changes libtorch's stream, so an exchange in it begins after
/// what computes its tensors and ends before what reads them.
/// </summary>
internal sealed unsafe class DefaultStream : ICardQueue
{
    private const int Success = 0, NotReady = 600;
    private static readonly Lazy<nint> Driver = new(() => NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1"));

    public nint Stream => 0;

    public bool IsDone =>
        ((delegate* unmanaged<nint, int>)NativeLibrary.GetExport(Driver.Value, "cuStreamQuery"))(Stream) switch
        {
            Success => true,
            NotReady => false,
            var code => throw new InvalidOperationException($"cuStreamQuery failed with code {code}."),
        };
}
