namespace Empo.Stages.Training;

/// <summary>The optimizer's state after a round.</summary>
internal interface ISavedOptimizer : IDisposable
{
    /// <summary>
    /// Writes safetensors, in pieces; the same state gives the same bytes. Over ranks all call it: the first one writes a single file, and
    /// several parts are written by all (<see cref="OptimizerParts"/>).
    /// </summary>
    /// <param name="path">The file, or the folder of several parts.</param>
    /// <param name="partElements">Most elements of a part.</param>
    void Save(string path, long partElements = OptimizerParts.MostElements);
}
