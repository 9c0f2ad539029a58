using Empo.Experiments.Storage;

namespace Empo.Experiments.Provenance;

/// <summary>An input of an artifact.</summary>
/// <param name="Record">Role and digest as the manifest names them.</param>
/// <param name="Maker">The entry that made it, or null for a user's file and for an entry that the store no longer has.</param>
public sealed record LineageInput(InputRecord Record, Manifest? Maker);
