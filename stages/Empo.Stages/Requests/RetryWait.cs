namespace Empo.Stages.Requests;

/// <summary>How long to wait before a server is asked again.</summary>
/// <param name="First">
/// About the wait before the second attempt where the server names none. Waits double with each attempt and are drawn at random around
/// that, so that requests which failed together do not come back together.
/// </param>
/// <param name="Max">No wait is longer, whatever the server asks for.</param>
internal sealed record RetryWait(TimeSpan First, TimeSpan Max)
{
    /// <summary>From 1 s to 30 s.</summary>
    public static RetryWait Usual { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>
    /// The wait of a <c>Retry-After</c> header: its seconds, or its date less the server's own clock, which need not agree with ours. Null
    /// for none.
    /// </summary>
    /// <param name="response">A refusal that may pass.</param>
    /// <param name="now">Stands in for a server without a clock.</param>
    public static TimeSpan? AskedBy(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } seconds } => seconds,
        { Date: { } date } => date > (response.Headers.Date ?? now) ? date - (response.Headers.Date ?? now) : TimeSpan.Zero,
        _ => null,
    };
}
