using Empo.Files;

namespace Empo.Experiments.Protocol;

/// <summary>Cancels when the build's process is gone, however it ended: a stage process never outlives its build.</summary>
public sealed class ParentWatch : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Timer _timer;

    public ParentWatch(int parentId)
    {
        var started = LivingProcess.StartOf(parentId);
        _timer = new Timer(_ =>
        {
            if (LivingProcess.StartOf(parentId) != started || started is null)
            {
                _gone.Cancel();
            }
        }, null, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300));
    }

    /// <summary>Cancelled once the parent is gone.</summary>
    public CancellationToken Gone => _gone.Token;

    public void Dispose()
    {
        _timer.Dispose();
        _gone.Dispose();
    }
}
