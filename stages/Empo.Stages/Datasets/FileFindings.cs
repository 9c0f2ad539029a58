namespace Empo.Stages.Datasets;

/// <summary>What users should know about the rows of a question file.</summary>
/// <param name="file">The file's entry in the manifest.</param>
/// <param name="path">Absolute path.</param>
internal sealed class FileFindings(DataFile file, string path)
{
    private readonly List<(int Line, string Text)> _systemTurns = [];
    private readonly List<int> _replies = [];

    public DataFile File { get; } = file;

    public string Path { get; } = path;

    /// <summary>Labels by kind; empty where the file has none.</summary>
    public LabelTally Labels { get; } = new(path, file.Answer ?? "");

    /// <summary>Rows whose prompt ends with the beginning of a reply.</summary>
    public int Prefills { get; private set; }

    public void CountPrefill() => Prefills++;

    public void LeaveOutSystemTurn(int line, string text) => _systemTurns.Add((line, text));

    public void LeaveOutReply(int line) => _replies.Add(line);

    /// <summary>Messages about the turns that were left out of prompts, with the remedy.</summary>
    /// <param name="system">The experiment's own system turn. Rows with the same one lose nothing.</param>
    public IEnumerable<string> LeftOutTurns(string system)
    {
        var name = System.IO.Path.GetFileName(Path);
        if (File.UsesSystemTurns is null && _systemTurns.FirstOrDefault(turn => turn.Text != system) is { Text: not null } first)
        {
            var second = _systemTurns.FirstOrDefault(turn => turn.Text != first.Text);
            var different = second.Text is null
                ? ""
                : $"; line {second.Line} has another one, so the rows are not asked under the same instructions";
            yield return $"{_systemTurns.Count} row(s) of {name} have a system turn that their prompt does not have, the first at line "
                + $"{first.Line} ('{Short(first.Text)}'){different}. Write 'system: use' into the file's entry to keep them, or "
                + "'system: leave_out' and prompt.system.";
        }

        if (File.RepliesArePrefills is null && _replies.Count > 0)
        {
            yield return $"{_replies.Count} conversation(s) of {name} end with a reply of the assistant, which was left out of the prompt, "
                + $"the first at line {_replies[0]}. Write 'last_reply: prefill' into the file's entry if the policy should go on "
                + "from it, or 'last_reply: leave_out'.";
        }
    }

    private static string Short(string text) => (text.Length > 60 ? text[..60] + "…" : text).ReplaceLineEndings(" ");
}
