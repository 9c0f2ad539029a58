namespace Empo.Stages.Training;

/// <summary>The optimizer's state after a round.</summary>
internal interface ISavedOptimizer : IDisposable
{
    /// <summary>
    /// Writes a safetensors file, in pieces; the same state gives the same bytes. Over ranks all call it, and the first one writes.
    /// </summary>
    void Save(string path);
}
