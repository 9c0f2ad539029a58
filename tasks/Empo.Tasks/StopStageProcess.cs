using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>
/// Ends a run's stage process before the build does: a suite would otherwise keep one, with a policy in memory, for every run.
/// </summary>
public sealed class StopStageProcess : PipelineTask
{
    protected override void Run()
    {
        if (!Given.IsTrue("SuiteRun"))
        {
            return;
        }

        // A process that another node started is not found here; it ends with the build.
        if (BuildEngine4.UnregisterTaskObject("empo-process-" + Pipe, RegisteredTaskObjectLifetime.Build) is StageProcess process)
        {
            process.Dispose();
        }
    }
}
