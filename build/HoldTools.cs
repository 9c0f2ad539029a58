using System;
using System.IO;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Lets one build at a time make the tools: keeps a file open, which the system closes when a build is killed. Compiled only where the
/// tools must be made, because the pipeline's own tasks are not there yet.
/// </summary>
public sealed class HoldTools : Task, ICancelableTask, IDisposable
{
    private readonly ManualResetEvent _cancelled = new ManualResetEvent(false);

    /// <summary>Absolute path of the file to hold. It stays: were it removed, two builds could hold two files of one name.</summary>
    [Required]
    public string LockFile { get; set; }

    /// <summary>What to do where the file cannot be written.</summary>
    public string Remedy { get; set; }

    /// <summary>Lets go instead.</summary>
    public bool Release { get; set; }

    private string Key { get { return "empo-tools-" + LockFile; } }

    public override bool Execute()
    {
        if (Release)
        {
            var held = ((IBuildEngine4)BuildEngine).UnregisterTaskObject(Key, RegisteredTaskObjectLifetime.Build) as IDisposable;
            if (held != null)
            {
                held.Dispose();
            }

            return true;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(LockFile));
            var file = Wait();
            if (file != null)
            {
                ((IBuildEngine4)BuildEngine).RegisterTaskObject(Key, file, RegisteredTaskObjectLifetime.Build, false);
            }

            return file != null;
        }
        catch (Exception error) when (error is IOException || error is UnauthorizedAccessException)
        {
            Log.LogError(
                null, "EMPO6012", null, LockFile, 0, 0, 0, 0,
                "The tools cannot be put here: {0} {1}",
                error.Message,
                Remedy
            );
            return false;
        }
    }

    public void Cancel()
    {
        _cancelled.Set();
    }

    public void Dispose()
    {
        _cancelled.Dispose();
    }

    /// <summary>The open file, or null where the build was cancelled.</summary>
    private FileStream Wait()
    {
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsHeld(error))
            {
                if (!told)
                {
                    Log.LogMessage(
                        MessageImportance.High,
                        "waiting for another build, which builds the tools in {0}",
                        Path.GetDirectoryName(LockFile)
                    );
                }
            }

            if (_cancelled.WaitOne(200))
            {
                return null;
            }
        }
    }

    /// <summary>A sharing violation, as opposed to a full or read-only disk.</summary>
    private static bool IsHeld(IOException error)
    {
        return (error.HResult & 0xFFFF) == 32 || (error.HResult & 0xFFFF) == 33 || error.Message.Contains("being used by another process");
    }
}
