using System.Globalization;
using Empo.Stages.Requests;

namespace Empo.UnitTests.Servers;

/// <summary>What a server asks for.</summary>
public sealed class RetryWaitTests
{
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
