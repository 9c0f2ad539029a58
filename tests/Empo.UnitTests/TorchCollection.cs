using Empo.Stages.Sampling;

namespace Empo.UnitTests;

/// <summary>Tests that run libtorch do so one after another, each on one thread.</summary>
[CollectionDefinition("torch")]
public sealed class TorchCollection : ICollectionFixture<TorchCollection.Backend>
{
    /// <summary>
    /// Asks for a card before the first tensor, as the stage program does: libtorch decides once, when something first asks, whether
    /// it has CUDA, and a library of CUDA's that is loaded later is never seen.
    /// </summary>
    public sealed class Backend
    {
        public Backend() => DeviceChoice.Resolve("auto");
    }
}
