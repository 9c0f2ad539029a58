namespace Empo.Experiments.Execution;

/// <summary>
/// A stage cannot run beside what earlier stages left in its process. The process ends, and the build sends the request to a new one, once.
/// </summary>
/// <param name="reason">Why, as the rest of a sentence about the stage: <c>it needs 70 GB on the card</c>.</param>
public sealed class FreshProcessException(string reason, Exception? inner = null) : Exception(reason, inner);
