namespace Empo.UnitTests.Servers;

/// <summary>
/// Latencies on a clock of their own: a request is answered when as many requests are under way as there can be, in the order in which they
/// would end. So the time that a set of requests takes is counted and not measured.
/// </summary>
/// <param name="requests">Requests in all.</param>
/// <param name="most">Requests that can be under way at a time.</param>
/// <param name="latencies">Time that the request with each number takes.</param>
internal sealed class VirtualLatency(int requests, int most, IReadOnlyList<double> latencies)
{
    private readonly Lock _turn = new();
    private readonly PriorityQueue<TaskCompletionSource, double> _underWay = new();
    private int _ended;

    /// <summary>When the last request ended.</summary>
    public double Now { get; private set; }

    /// <summary>Ends when the request would end.</summary>
    /// <param name="number">Which request it is.</param>
    public Task Of(int number)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_turn)
        {
            _underWay.Enqueue(end, Now + latencies[number]);
            while (_underWay.Count > 0 && _underWay.Count == Math.Min(most, requests - _ended))
            {
                _underWay.TryDequeue(out var first, out var time);
                (Now, _ended) = (time, _ended + 1);
                first!.SetResult();
            }
        }

        return end.Task;
    }
}
