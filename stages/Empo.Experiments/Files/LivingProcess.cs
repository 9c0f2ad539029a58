using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Empo.Files;

/// <summary>Whether a process still runs. One that has ended but that its parent has not asked about (a zombie) does not.</summary>
internal static class LivingProcess
{
    /// <summary>When the process with this id began, or null where none runs.</summary>
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

    /// <summary>Linux tells the state in the field after the name in parentheses.</summary>
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
