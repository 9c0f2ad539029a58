namespace Empo.Stages.Requests;

/// <summary>How long to wait before a request is retried.</summary>
/// <param name="First">
/// Approximate wait before the second attempt where the server names none. Waits double with each attempt, with random jitter, so that
/// requests that failed together are not retried together.
/// </param>
/// <param name="Max">No wait is longer, whatever the server asks for.</param>
internal sealed record RetryWait(TimeSpan First, TimeSpan Max)
{
    /// <summary>From 1 s to 30 s.</summary>
    public static RetryWait Usual { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>
    /// The wait of a <c>Retry-After</c> header: its seconds, or its date minus the server's own clock, which may differ from ours. Null for
    /// none.
    /// </summary>
    /// <param name="response">A refusal that may be temporary.</param>
    /// <param name="now">The current time, used where the server sends no date.</param>
    public static TimeSpan? AskedBy(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date > (response.Headers.Date ?? now) ? date - (response.Headers.Date ?? now) : TimeSpan.Zero,
        _ => null,
    };
}
