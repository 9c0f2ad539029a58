namespace Empo.Experiments.Storage;

/// <summary>One input of a stage in its manifest.</summary>
public sealed record InputRecord(string Role, string Digest, string? Stage, int? Round);
