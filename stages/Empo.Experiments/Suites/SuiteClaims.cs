namespace Empo.Experiments.Suites;

/// <summary>
/// Records which runs of a suite are taken and how they ended, in a folder with one file per run. Lanes on several nodes share it. The lane
/// that first creates a run's file builds that run.
/// </summary>
/// <param name="folder">Absolute path of a folder that only one build uses.</param>
public sealed class SuiteClaims(string folder)
{
    private const string Succeeded = "succeeded";

    public string Folder { get; } = folder;

    /// <summary>Number of runs that ended, with or without success.</summary>
    public int Ended => Directory.EnumerateFiles(Folder).Count(file => new FileInfo(file).Length > 0);

    /// <summary>Takes a run for the caller. False where another lane has it.</summary>
    /// <param name="run">Its number in the suite, from 0.</param>
    public bool TryTake(int run)
    {
        try
        {
            using var file = new FileStream(PathOf(run), FileMode.CreateNew, FileAccess.Write);
            return true;
        }
        catch (IOException) when (File.Exists(PathOf(run)))
        {
            return false;
        }
    }

    /// <summary>Records how a run that the caller took ended.</summary>
    public void End(int run, bool succeeded) => File.WriteAllText(PathOf(run), succeeded ? Succeeded : "failed");

    /// <summary>Whether a run was built to its end without an error.</summary>
    public bool HasSucceeded(int run) => File.Exists(PathOf(run)) && File.ReadAllText(PathOf(run)) == Succeeded;

    private string PathOf(int run) => Path.Combine(Folder, FormattableString.Invariant($"run-{run}"));
}
