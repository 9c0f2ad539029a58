using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>
/// Cancels a running stage when the build's process ends under it: by SIGTERM, as schedulers, <c>docker stop</c> and CI runners send it.
/// <c>dotnet</c> answers that with exit code 0 and without a word (it calls <c>Environment.Exit(0)</c>); this leaves a last line and 143.
/// </summary>
internal sealed class EndedProcess : IDisposable
{
    private const int Terminated = 128 + 15;

    /// <summary>How long the end of the process waits for the stage, which keeps its finished chunks meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _ended = new();
    private readonly StageDefinition _stage;
    private readonly Action _cancel;

    public EndedProcess(StageDefinition stage, Action cancel)
    {
        (_stage, _cancel) = (stage, cancel);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _ended.Set();
    }

    private void OnExit(object? sender, EventArgs arguments)
    {
        Console.Error.WriteLine($"The build was ended while {_stage} ran. What was finished is kept; build again to go on.");
        _cancel();
        _ended.Wait(Patience);
        if (Environment.ExitCode == 0)
        {
            Environment.ExitCode = Terminated;
        }
    }
}
