namespace Empo.Experiments.Reproduction;

/// <summary>One stage of a locked run.</summary>
/// <param name="Id"><c>rollout 3</c>, or <c>prepare</c>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Outputs">Name to digest.</param>
public sealed record LockedStage(string Id, string Key, IReadOnlyDictionary<string, string> Outputs);
