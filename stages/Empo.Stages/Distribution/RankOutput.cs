using System.Runtime.InteropServices;
using System.Text;

namespace Empo.Stages.Distribution;

/// <summary>Where a rank's own output goes, native libraries' included.</summary>
internal static partial class RankOutput
{
    private const int Output = 1, Error = 2;

    /// <summary>
    /// Sends standard output and error of this process to a file. Called before anything is written: the console keeps a copy of the
    /// descriptors from then on.
    /// </summary>
    public static void Redirect(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        foreach (var descriptor in new[] { Output, Error })
        {
            if (Duplicate((int)handle.DangerousGetHandle(), descriptor) < 0)
            {
                throw new IOException($"Standard output cannot be sent to {file}.");
            }
        }
    }

    /// <summary>Standard error of this process: a rank's log, or that of the stage process of a build.</summary>
    public static TextWriter Errors() =>
        new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };

    /// <summary>Sets a variable for native libraries and for .NET, which has a copy of the environment of its own.</summary>
    public static void SetVariable(string name, string value)
    {
        SetNative(name, value, overwrite: 1);
        Environment.SetEnvironmentVariable(name, value);
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
