namespace Empo.Stages.Requests;

/// <summary>How long to wait before a server is asked again.</summary>
/// <param name="First">Wait before the second attempt where the server names none; it doubles with each.</param>
/// <param name="Longest">No wait is longer, whatever the server asks for.</param>
internal sealed record RetryWait(TimeSpan First, TimeSpan Longest)
{
    /// <summary>From 1 s to 30 s.</summary>
    public static RetryWait Usual { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>What the server asks for, else what has grown with the attempts. Example: 1 s and 30 s; 45 s asked for give 30 s.</summary>
    /// <param name="attempt">Attempts that failed before this one.</param>
    /// <param name="asked">Of <see cref="AskedBy"/>.</param>
    public TimeSpan Before(int attempt, TimeSpan? asked) =>
        TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, asked?.TotalSeconds ?? First.TotalSeconds * Math.Pow(2, attempt)));

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
