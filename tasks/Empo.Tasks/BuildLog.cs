using System.Globalization;
using System.Text.RegularExpressions;
using Empo.Experiments.Runs;
using Microsoft.Build.Utilities;

namespace Empo.Tasks;

/// <summary>
/// Passes on the lines of the stage process: canonical errors and warnings as errors and warnings of MSBuild, the rest as messages. All
/// lines also go into <c>logs/build.log</c>.
/// </summary>
internal sealed partial class BuildLog
{
    private readonly PipelineTask _task;
    private readonly TaskLoggingHelper _log;
    private readonly LogFile _file;

    public BuildLog(RunFolder runFolder, PipelineTask task)
    {
        _task = task;
        _log = task.Log;
        _file = new LogFile(Path.Combine(runFolder.Logs, "build.log"));
    }

    /// <summary>A line of which the console has the essence elsewhere: shown with <c>-v:n</c>.</summary>
    public void Note(string line)
    {
        Append(line);
        _log.LogMessage(Microsoft.Build.Framework.MessageImportance.Normal, "{0}", _task.InThisProject(line));
    }

    public void Pass(string line)
    {
        Append(line);
        var match = Canonical().Match(line);
        if (!match.Success)
        {
            _task.Say(line);
            return;
        }

        var file = match.Groups["file"].Value is var name && name.StartsWith("Empo.Pipeline", StringComparison.Ordinal) ? null : name;
        int Number(string group) =>
            match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (match.Groups["kind"].Value == "error")
        {
            _task.ErrorCode ??= match.Groups["code"].Value;
            _log.LogError(
                null,
                match.Groups["code"].Value,
                null,
                file,
                Number("line"),
                Number("column"),
                0,
                0,
                "{0}",
                _task.InThisProject(match.Groups["text"].Value)
            );
        }
        else
        {
            _log.LogWarning(
                null,
                match.Groups["code"].Value,
                null,
                file,
                Number("line"),
                Number("column"),
                0,
                0,
                "{0}",
                _task.InThisProject(match.Groups["text"].Value)
            );
        }
    }

    private void Append(string line) =>
        _file.Append(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} {line}"));

    [GeneratedRegex(@"^(?<file>.+?)(\((?<line>\d+),(?<column>\d+)\))?\s*: (?<kind>error|warning) (?<code>EMPO\d{4}): (?<text>.*)$")]
    private static partial Regex Canonical();
}
