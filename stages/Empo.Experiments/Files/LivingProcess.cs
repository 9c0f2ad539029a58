using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Empo.Files;

/// <summary>Whether a process still runs. A zombie does not: it has ended, but its parent has not yet waited for it.</summary>
internal static class LivingProcess
{
    /// <summary>Start time of the process with this id, or null where none runs.</summary>
    public static DateTime? StartOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited || IsZombie(id) ? null : process.StartTime;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Linux reports the state in the field after the name in parentheses.</summary>
    private static bool IsZombie(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var state = stat.LastIndexOf(')') + 2;
            return state < stat.Length && stat[state] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
