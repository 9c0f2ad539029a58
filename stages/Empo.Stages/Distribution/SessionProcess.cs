using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>Ends a process that leads a session, and everything that it started there.</summary>
internal static partial class SessionProcess
{
    private const int Kill = 9;

    /// <summary>Kills the process, its descendants, and what has lost its parent but is of its group.</summary>
    public static void End(Process process)
    {
        var group = process.Id;
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // over already
        }

        if (OperatingSystem.IsLinux())
        {
            Signal(-group, Kill); // no such group where the process did not lead one
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
