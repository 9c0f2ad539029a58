namespace Empo.FakeStages;

/// <summary>
/// A folder in which a test asks for faults by files: <c>score.fail</c> for every round of a stage, <c>score-2.fail</c> for one.
/// Kinds: <c>hold</c> (waits until the file is gone), <c>chunk</c> (seconds after each chunk), <c>exit</c> (exit code), <c>abort</c>,
/// <c>fresh</c> (asks for a fresh process where this one has run a stage, or <c>always</c>), <c>fail</c> (text of a user's error),
/// <c>defect</c>, <c>same</c> (the policy leaves unchanged), <c>metrics</c> (lines of name and value).
/// </summary>
internal sealed class FaultFolder(string folder)
{
    /// <summary>Leaves the process's id for the test, one line for each start.</summary>
    public void NoteProcess(int id)
    {
        if (Directory.Exists(folder))
        {
            File.AppendAllText(Path.Combine(folder, "processes"), $"{id}\n");
        }
    }

    /// <summary>Stages that began in this process.</summary>
    public int Stages { get; private set; }

    /// <summary>Says to the test that a stage has begun.</summary>
    public void NoteStage(string stage, int? round)
    {
        Stages++;
        if (Directory.Exists(folder))
        {
            File.AppendAllText(Path.Combine(folder, "stages"), round is null ? $"{stage}\n" : $"{stage} {round}\n");
        }
    }

    /// <summary>The text that a test wrote for this fault, or null.</summary>
    public string? Find(string stage, int? round, string kind) =>
        folder.Length == 0
            ? null
            : new[] { $"{stage}-{round}.{kind}", $"{stage}.{kind}" }
                .Select(name => Path.Combine(folder, name))
                .Where(File.Exists)
                .Select(path => File.ReadAllText(path).Trim())
                .FirstOrDefault();
}
