using System.Globalization;
using Empo.Experiments.Audit;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Reads every file of the store and compares it with the digest of its manifest.</summary>
public sealed class VerifyStore : PipelineTask, ICancelableTask, IDisposable
{
    private const int MostErrors = 50;

    private readonly CancellationTokenSource _cancellation = new();

    public void Cancel() => _cancellation.Cancel();

    public void Dispose()
    {
        _cancellation.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override void Run()
    {
        var result = StoreVerification.Of(StoreFolder, _cancellation.Token);
        foreach (var finding in result.Findings.Take(MostErrors))
        {
            Log.LogError(null, "EMPO4022", null, finding.Path, 0, 0, 0, 0, "{0}. Delete the folder of this entry and build again: its stage runs anew.", finding.What);
        }

        foreach (var finding in result.Findings.Skip(MostErrors))
        {
            Say($"  {finding.Path}: {finding.What}");
        }

        foreach (var left in StoreEntries.Leftovers(StoreFolder))
        {
            Say($"  left by a build that was killed or is running: {left}");
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"{StoreFolder}: {result.Entries} entries and chunks, {result.Bytes / 1e6:F1} MB read, {result.Findings.Count} findings"));
    }
}
