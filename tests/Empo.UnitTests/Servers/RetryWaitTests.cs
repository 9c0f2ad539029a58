using System.Globalization;
using Empo.Stages.Requests;

namespace Empo.UnitTests.Servers;

/// <summary>Waits between attempts: 1 s and doubling, at most 30 s.</summary>
public sealed class RetryWaitTests
{
    private static readonly RetryWait Wait = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    [Theory]
    [InlineData(0, null, 1)]
    [InlineData(3, null, 8)]
    [InlineData(9, null, 30)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 12, 12)]
    [InlineData(0, 30, 30)]
    [InlineData(0, 45, 30)]
    [InlineData(4, 2, 2)]
    public void What_the_server_asks_for_goes_before_what_has_grown_and_both_end_at_the_longest(int attempt, int? asked, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), Wait.Before(attempt, asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("17", null, 17)]
    [InlineData("Thu, 01 Jan 2026 00:00:20 GMT", null, 20)]
    [InlineData("Thu, 01 Jan 2026 00:00:20 GMT", "Thu, 01 Jan 2026 00:00:15 GMT", 5)] // the server's clock is 15 s ahead of ours
    [InlineData("Wed, 31 Dec 2025 23:59:00 GMT", null, 0)]
    public void A_wait_is_asked_for_in_seconds_or_by_a_date(string? retryAfter, string? date, int? expected)
    {
        using var response = new HttpResponseMessage();
        if (retryAfter is not null)
        {
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        }

        response.Headers.Date = date is null ? null : DateTimeOffset.Parse(date, CultureInfo.InvariantCulture);

        Assert.Equal(
            expected is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            RetryWait.AskedBy(response, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
        );
    }
}
