using Polly;
using Polly.Retry;

namespace Empo.Stages.Requests;

/// <summary>When failed attempts are repeated, and after which waits.</summary>
internal static class EndpointRetries
{
    /// <param name="tell">Called before a wait with the number of the attempt, from 0, and its failure.</param>
    public static ResiliencePipeline Of(EndpointOptions options, Action<int, FailedAttempt> tell) => options.Retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = options.Clock }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = options.Retries,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    // Polly's jitter removes about half of the delay on average; doubling the delay keeps the wait at the intended length.
                    Delay = options.Wait.First * 2,
                    MaxDelay = options.Wait.Max,
                    DelayGenerator = retry => ValueTask.FromResult(Asked(options, FailureOf(retry.Outcome))),
                    ShouldHandle = retry => ValueTask.FromResult(FailureOf(retry.Outcome) is { MayPass: true }),
                    OnRetry = retry =>
                    {
                        tell(retry.AttemptNumber, FailureOf(retry.Outcome)!);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();

    private static FailedAttempt? FailureOf(Outcome<object> outcome) => (outcome.Result as EndpointAttempt)?.Failed;

    /// <summary>The wait that the server asks for, within bounds; null leaves the wait to the strategy.</summary>
    private static TimeSpan? Asked(EndpointOptions options, FailedAttempt? failed) =>
        failed?.Wait is { } asked ? TimeSpan.FromTicks(Math.Min(asked.Ticks, options.Wait.Max.Ticks)) : null;
}
