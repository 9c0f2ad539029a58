using System.Globalization;
using System.Text;
using Empo.Experiments.Graph;

namespace Empo.Experiments.Runs;

/// <summary>
/// The file <c>unfinished.txt</c> of a run folder. It records since when the experiment has been building without finishing, and what was
/// up to date. A killed build writes no new <c>summary.json</c>; this file tells <c>-t:Prune</c> what the next build needs.
/// </summary>
/// <param name="Since">When the first unfinished build of this experiment began; UTC, in whole seconds as in manifests.</param>
/// <param name="Keys">Stage and key of the entries that were up to date then.</param>
public sealed record UnfinishedBuild(DateTime Since, IReadOnlyList<(string Stage, string Key)> Keys)
{
    public const string FileName = "unfinished.txt";

    private const string Form = "yyyy-MM-ddTHH:mm:ssZ";

    /// <summary>Records that a build begins. The record of an earlier build that did not finish stays.</summary>
    /// <param name="statuses">Its stages; the ones that are up to date are recorded.</param>
    public static void Begin(RunFolder runFolder, IEnumerable<NodeStatus> statuses)
    {
        var before = TryRead(Path.Combine(runFolder.Folder, FileName));
        var found = statuses.Where(status => status.Manifest is not null).Select(status => (status.Node.Stage, status.Manifest!.Key));
        var text = new StringBuilder();
        text.Append("since ").AppendLine((before?.Since ?? DateTime.UtcNow).ToString(Form, CultureInfo.InvariantCulture));
        foreach (var (stage, key) in (before?.Keys ?? []).Concat(found).Distinct())
        {
            text.Append(stage).Append(' ').AppendLine(key);
        }

        runFolder.Write(FileName, Encoding.UTF8.GetBytes(text.ToString()));
        BuildSummary.MarkIncomplete(runFolder);
    }

    /// <summary>Removes the record because nothing is left to do: <c>summary.json</c> names everything that the experiment needs.</summary>
    public static void End(RunFolder runFolder)
    {
        if (Directory.Exists(runFolder.Folder))
        {
            File.Delete(Path.Combine(runFolder.Folder, FileName));
        }
    }

    /// <summary>The content of such a file, or null where there is none that can be understood.</summary>
    public static UnfinishedBuild? TryRead(string file)
    {
        try
        {
            var lines = File.ReadAllLines(file).Select(line => line.Split(' ')).ToList();
            return
                lines is [["since", var since], ..]
                && DateTime.TryParseExact(
                    since,
                    Form,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal,
                    out var time
                )
                && lines.Skip(1).All(line => line.Length == 2)
                ? new UnfinishedBuild(time, [.. lines.Skip(1).Select(line => (line[0], line[1]))])
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
