using System.Globalization;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// A saved <see cref="AdamWState"/>, read tensor by tensor and in pieces: memory holds the state once, in the optimizer's own tensors.
/// </summary>
internal sealed class AdamWFile : IOptimizerState, IDisposable
{
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, (SafetensorsFile File, TensorEntry Entry)> _tensors = new(StringComparer.Ordinal);

    private AdamWFile()
    {
    }

    public long Step { get; private set; }

    /// <summary>Opens what <see cref="ISavedOptimizer.Save"/> wrote: a file, or a folder of parts.</summary>
    /// <exception cref="UserError">A file is missing or not intact.</exception>
    /// <exception cref="UserError">EMPO4040: one holds no step count, so it is not an optimizer state, or the parts are of several
    /// states.</exception>
    public static AdamWFile Open(string path)
    {
        var state = new AdamWFile();
        try
        {
            foreach (var file in OptimizerParts.Found(path))
            {
                state.Add(SafetensorsFile.Open(file));
            }

            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    public void CopyTo(string key, FlatSlice slice, long first, Tensor destination)
    {
        var found = _tensors.TryGetValue(key, out var tensor);
        AdamWState.Require(key, slice, found ? tensor.Entry.Shape : null);
        tensor.File.CopyRange(tensor.Entry, first, destination);
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void Add(SafetensorsFile file)
    {
        _files.Add(file);
        if (
            !file.Header.Metadata.TryGetValue(AdamWState.StepKey, out var text)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step)
        )
        {
            throw new UserError(
                "EMPO4040",
                "The file holds no optimizer state: its metadata has no step count. Delete the artifacts of this round and build again.",
                file.FilePath
            );
        }

        Step = _files.Count == 1 ? step : Step;
        foreach (var (key, entry) in file.Header.Entries)
        {
            if (step != Step || !_tensors.TryAdd(key, (file, entry)))
            {
                throw new UserError(
                    "EMPO4040",
                    "The parts of the optimizer state are of several states. Delete the artifacts of this round and build again.",
                    file.FilePath
                );
            }
        }
    }
}
