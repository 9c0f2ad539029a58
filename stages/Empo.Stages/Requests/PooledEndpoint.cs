namespace Empo.Stages.Requests;

/// <summary>One of the servers of a pool, and what is known of its state. The pool guards it.</summary>
/// <param name="http">The connection; owned.</param>
/// <param name="concurrency">Requests under way at a time, at most.</param>
internal sealed class PooledEndpoint(HttpEndpoint http, int concurrency) : IDisposable
{
    /// <summary>Failures in a row after which the server is left out for a while.</summary>
    private const int Patience = 3;

    public HttpEndpoint Http { get; } = http;

    /// <summary>The address for messages.</summary>
    public string Address => Http.Address;

    /// <summary>One for each request that may be under way.</summary>
    public SemaphoreSlim Slots { get; } = new(concurrency);

    /// <summary>Held while the server is asked who it is and given its weights.</summary>
    public SemaphoreSlim Admission { get; } = new(1);

    /// <summary>Requests under way and those that wait for a slot.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Requests so far.</summary>
    public long Sent { get; private set; }

    /// <summary>
    /// Whether it may have been restarted since it was admitted: a restarted server has the weights that it was started with.
    /// </summary>
    public bool IsSuspect { get; private set; }

    /// <summary>How often it was admitted: a reply to a request of an earlier time says nothing of the weights that it has now.</summary>
    public int Admissions { get; private set; }

    /// <summary>The last failure, or null.</summary>
    public FailedAttempt? Last { get; private set; }

    /// <summary>Whether it is left out at a time.</summary>
    public bool IsOut(DateTimeOffset now) => OutUntil > now;

    private DateTimeOffset OutUntil { get; set; } = DateTimeOffset.MinValue;

    private int FailuresInARow { get; set; }

    private bool IsWarnedOf { get; set; }

    public void Reserve()
    {
        UnderWay++;
        Sent++;
    }

    public void Release() => UnderWay--;

    /// <summary>It may be used. Whether it also answers, its next request will show.</summary>
    public void Admitted()
    {
        (IsSuspect, OutUntil) = (false, DateTimeOffset.MinValue);
        Admissions++;
    }

    public void Succeeded() => FailuresInARow = 0;

    /// <summary>Takes note of a failure.</summary>
    /// <param name="failed">What failed.</param>
    /// <param name="admissions">How often the server had been admitted before the request was sent.</param>
    public void Failed(FailedAttempt failed, int admissions)
    {
        Last = failed;
        IsSuspect |= admissions == Admissions && (failed.Problem == EndpointProblem.OtherWeights || failed.MayFollowRestart);
        FailuresInARow += failed is { MayPass: true, IsBusy: false, Problem: not EndpointProblem.OtherWeights } ? 1 : 0;
    }

    /// <summary>Leaves it out where it failed too often. Returns whether that is to be told, which it is once.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="pause">How long it is left out.</param>
    /// <param name="atOnce">Whether a single failure is enough.</param>
    public bool LeaveOut(DateTimeOffset now, TimeSpan pause, bool atOnce)
    {
        if (FailuresInARow < Patience && !atOnce)
        {
            return false;
        }

        (OutUntil, IsSuspect) = (now + pause, true);
        var isNews = !IsWarnedOf;
        IsWarnedOf = true;
        return isNews;
    }

    public void Dispose()
    {
        Http.Dispose();
        Slots.Dispose();
        Admission.Dispose();
    }
}
