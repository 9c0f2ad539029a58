using Empo.Experiments.Upstream;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>The news of an upstream store as lines and warnings of the task that asks it.</summary>
/// <param name="task">The task.</param>
/// <param name="shown">The upstream's address for messages; it is where the warnings point to.</param>
internal sealed class UpstreamLog(PipelineTask task, string shown) : IUpstreamLog
{
    public void Line(string text, bool shown)
    {
        if (shown)
        {
            task.Say(text);
        }
        else
        {
            task.Log.LogMessage(MessageImportance.Normal, "{0}", text);
        }
    }

    public void Warning(string code, string text) =>
        task.Log.LogWarning(null, code, null, shown, 0, 0, 0, 0, "{0}", task.InThisProject(text));
}
