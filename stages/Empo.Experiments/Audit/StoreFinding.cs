namespace Empo.Experiments.Audit;

/// <summary>Something in a store that is not as it was written.</summary>
/// <param name="Path">Absolute path of the file or folder.</param>
/// <param name="What">What is wrong, for people.</param>
public sealed record StoreFinding(string Path, string What);
