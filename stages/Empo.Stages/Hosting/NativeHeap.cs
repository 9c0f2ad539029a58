using System.Runtime.InteropServices;

namespace Empo.Stages.Hosting;

/// <summary>
/// Keeps freed memory in the process. By default glibc returns the memory of each large tensor to the kernel and requests it again for the
/// next one, page fault by page fault. That takes about a tenth of a training step. Called once, before libtorch allocates. Does nothing on
/// other systems.
/// </summary>
internal static partial class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapThreshold = -3;
    private const int MaxArenas = -8;

    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            if (SetOption(MmapThreshold, 1 << 30) == 0)
            {
                SetOption(MmapThreshold, 32 << 20); // the most that older versions of glibc accept
            }

            SetOption(TrimThreshold, 1 << 30);
            SetOption(TopPad, 64 << 20);
            SetOption(MaxArenas, 1); // other arenas are 64 MB heaps that are unmapped regardless of the thresholds
        }
        catch (EntryPointNotFoundException)
        {
            // another C library: musl has no mallopt
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
