using Empo.Experiments.Storage;

namespace Empo.Experiments.Execution;

/// <summary>
/// A stage failed because the retention rules of another run removed an input under it: two runs of a suite that share their first rounds, of
/// which one is ahead. The build makes the input again and asks once more.
/// </summary>
public sealed class InputRemovedException(string path, Exception? inner = null) : Exception($"{path} was removed by the retention rules of another run.", inner)
{
    /// <summary>The first input that is marked as removed in its manifest, or null. The mark comes before the files go.</summary>
    public static string? Find(StageRequest request, ArtifactStore store) => request.Inputs
        .Where(input => input.Stage is not null && store.Holds(input.Path))
        .FirstOrDefault(input => ManifestFile.Read(Path.GetDirectoryName(input.Path)!)?.Outputs.Any(output => output.Name == Path.GetFileName(input.Path) && output.Evicted) == true)?.Path;
}
