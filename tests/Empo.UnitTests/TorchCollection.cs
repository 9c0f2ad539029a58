namespace Empo.UnitTests;

/// <summary>Tests that run libtorch do so one after another, each on one thread.</summary>
[CollectionDefinition("torch")]
public sealed class TorchCollection;
