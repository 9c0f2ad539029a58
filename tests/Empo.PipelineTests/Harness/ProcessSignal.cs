using System.Runtime.InteropServices;

namespace Empo.PipelineTests.Harness;

/// <summary>Signals as Linux numbers them, sent at once: starting the program <c>kill</c> takes longer than some stages.</summary>
internal static class ProcessSignal
{
    public const int Interrupt = 2, Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    /// <summary>Sends a signal; nothing happens where the process is gone.</summary>
    public static void Send(int process, int signal) => _ = SendNative(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendNative(int process, int signal);
}
