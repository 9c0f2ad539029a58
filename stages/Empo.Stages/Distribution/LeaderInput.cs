using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Empo.Stages.Distribution;

/// <summary>
/// The leader's standard input, read on a thread of its own. Where it ends while a stage runs, or is silent for 20 s (a launcher that is
/// killed may pass no end on), the build is gone and the ranks end at once.
/// </summary>
internal sealed class LeaderInput : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private readonly BlockingCollection<string> _requests = [];
    private readonly Action _abandon;
    private readonly Timer _watch;
    private long _heard = Stopwatch.GetTimestamp();
    private volatile bool _working;

    /// <param name="input">Standard input.</param>
    /// <param name="abandon">Called on another thread when the build is gone.</param>
    public LeaderInput(Stream input, Action abandon)
    {
        _abandon = abandon;
        _watch = new Timer(_ => Watch(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        new Thread(() => Read(input)) { IsBackground = true, Name = "requests" }.Start();
    }

    /// <summary>The next request; null once the build wants no more.</summary>
    public string? Next()
    {
        _working = false;
        if (!_requests.TryTake(out var request, Timeout.Infinite))
        {
            return null;
        }

        _working = true;
        if (_requests.IsAddingCompleted)
        {
            _abandon(); // the end came before the request was taken
        }

        return request;
    }

    public void Dispose()
    {
        _watch.Dispose();
        _requests.Dispose();
    }

    private void Read(Stream input)
    {
        using var reader = new StreamReader(input, new UTF8Encoding(false));
        while (reader.ReadLine() is { } line)
        {
            Interlocked.Exchange(ref _heard, Stopwatch.GetTimestamp());
            if (line.Length > 0)
            {
                _requests.Add(line);
            }
        }

        _requests.CompleteAdding();
        if (_working)
        {
            _abandon();
        }
    }

    private void Watch()
    {
        if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _heard)) > Silence && !_requests.IsAddingCompleted)
        {
            _abandon();
        }
    }
}
