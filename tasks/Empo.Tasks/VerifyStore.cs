using System.Globalization;
using Empo.Experiments.Verification;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Reads every file of the store and compares it with the records of how it was written.</summary>
public sealed class VerifyStore : PipelineTask, ICancelableTask, IDisposable
{
    private const int MaxErrors = 50;

    private readonly CancellationTokenSource _cancellation = new();

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected override string? Target => "Verify";

    protected override void Run()
    {
        StoreVerification result;
        try
        {
            result = StoreVerification.Of(StoreFolder, _cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            Log.LogError(
                null, "EMPO6006", null, null, 0, 0, 0, 0,
                "Verify was cancelled before it had read the whole store. Start it again."
            );
            return;
        }

        foreach (var finding in result.Findings.Take(MaxErrors))
        {
            Log.LogError(null, "EMPO4022", null, finding.Path, 0, 0, 0, 0, "{0}. {1}", finding.What, finding.Remedy);
        }

        foreach (var finding in result.Findings.Skip(MaxErrors))
        {
            Say($"  {finding.Path}: {finding.What}");
        }

        foreach (var left in StoreEntries.Leftovers(StoreFolder))
        {
            Say($"  left by a build that was killed or is running: {left}");
        }

        Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{StoreFolder}: {result.Entries} entries and chunks, {result.Bytes / 1e6:F1} MB read, {result.Findings.Count} findings"
            )
        );
    }
}
