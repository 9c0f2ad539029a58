using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>
/// Streams and events of the current card, by the functions of CUDA's driver: the runtime's file has another name in every TorchSharp
/// package. Source: CUDA Driver API, stream and event management.
/// </summary>
internal sealed unsafe class CudaStreams(nint library)
{
    private const int Success = 0, NotReady = 600;

    /// <summary>CU_STREAM_NON_BLOCKING: it does not wait for the default stream by itself.</summary>
    private const uint NonBlocking = 1;

    /// <summary>CU_EVENT_DISABLE_TIMING.</summary>
    private const uint WithoutTiming = 2;

    /// <summary>The driver of this system.</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    public static CudaStreams Load() => new(NativeLibrary.Load(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1"));

    public nint NewStream()
    {
        nint stream;
        Check(((delegate* unmanaged<nint*, uint, int>)Export("cuStreamCreate"))(&stream, NonBlocking), "cuStreamCreate");
        return stream;
    }

    public nint NewEvent()
    {
        nint made;
        Check(((delegate* unmanaged<nint*, uint, int>)Export("cuEventCreate"))(&made, WithoutTiming), "cuEventCreate");
        return made;
    }

    /// <summary>The event stands for everything that was begun in the stream so far.</summary>
    public void Record(nint made, nint stream) =>
        Check(((delegate* unmanaged<nint, nint, int>)Export("cuEventRecord"))(made, stream), "cuEventRecord");

    /// <summary>What is begun in the stream from now on runs after the event.</summary>
    public void Wait(nint stream, nint made) =>
        Check(((delegate* unmanaged<nint, nint, uint, int>)Export("cuStreamWaitEvent"))(stream, made, 0), "cuStreamWaitEvent");

    public bool IsDone(nint stream) => ((delegate* unmanaged<nint, int>)Export("cuStreamQuery"))(stream) switch
    {
        Success => true,
        NotReady => false,
        var code => throw Failure("cuStreamQuery", code),
    };

    public void EndEvent(nint made) => Check(((delegate* unmanaged<nint, int>)Export("cuEventDestroy_v2"))(made), "cuEventDestroy");

    public void EndStream(nint stream) => Check(((delegate* unmanaged<nint, int>)Export("cuStreamDestroy_v2"))(stream), "cuStreamDestroy");

    private nint Export(string name) => NativeLibrary.GetExport(library, name);

    private static void Check(int code, string name)
    {
        if (code != Success)
        {
            throw Failure(name, code);
        }
    }

    private static InvalidOperationException Failure(string name, int code) => new($"{name} failed with code {code}.");
}
