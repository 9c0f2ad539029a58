using System.Runtime.InteropServices;

namespace Empo.Benchmarks;

/// <summary>
/// Processor time of the calling thread: what its own work costs, however busy the machine is. Windows counts it in steps of about 16 ms.
/// </summary>
internal static class ThreadProcessorTime
{
    private const int LinuxThreadClock = 3;
    private const int MacThreadClock = 16;

    /// <summary>The time so far.</summary>
    public static TimeSpan Now
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                GetThreadTimes(GetCurrentThread(), out _, out _, out long kernel, out long user);
                return TimeSpan.FromTicks(kernel + user);
            }

            _ = ClockGetTime(OperatingSystem.IsMacOS() ? MacThreadClock : LinuxThreadClock, out TimeSpec time);
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
        }
    }

    /// <summary>The least that some work costs in a few attempts: compiling and collecting are no part of it.</summary>
    /// <param name="work">The work; done at least once.</param>
    /// <param name="attempts">How often at most.</param>
    /// <param name="enough">An attempt that took less than this is the last.</param>
    public static TimeSpan Least(Action work, int attempts, TimeSpan enough)
    {
        TimeSpan least = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < attempts && least >= enough; attempt++)
        {
            TimeSpan start = Now;
            work();
            TimeSpan taken = Now - start;
            least = taken < least ? taken : least;
        }

        return least;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [DllImport("kernel32")]
    private static extern nint GetCurrentThread();

    [DllImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetThreadTimes(nint thread, out long creation, out long exit, out long kernel, out long user);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
