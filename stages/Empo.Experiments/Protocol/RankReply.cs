namespace Empo.Experiments.Protocol;

/// <summary>One message from the ranks; exactly one of the four is present.</summary>
/// <param name="Hello">The group has met.</param>
/// <param name="Line">A line for the console and the log.</param>
/// <param name="Done">The stage is over, on every rank.</param>
/// <param name="Failure">A rank failed, and the group ends.</param>
public sealed record RankReply(RankHello? Hello, string? Line, RankResult? Done, RankFailure? Failure);
