namespace Empo.Stages.Requests;

/// <summary>The outcome of an attempt, independent of the result's type.</summary>
internal abstract record EndpointAttempt(FailedAttempt? Failed);

/// <param name="Result">Of a successful attempt.</param>
/// <param name="Failed">Null where it succeeded.</param>
internal sealed record EndpointAttempt<T>(T? Result, FailedAttempt? Failed) : EndpointAttempt(Failed);
