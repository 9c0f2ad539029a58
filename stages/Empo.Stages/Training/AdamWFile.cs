using System.Globalization;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// A saved <see cref="AdamWState"/>, read tensor by tensor and in pieces: memory holds the state once, in the optimizer's own tensors.
/// </summary>
internal sealed class AdamWFile : IOptimizerState, IDisposable
{
    private readonly SafetensorsFile _file;

    private AdamWFile(SafetensorsFile file, long step) => (_file, Step) = (file, step);

    public long Step { get; }

    /// <summary>Opens what <see cref="AdamWState.Save"/> wrote.</summary>
    /// <exception cref="UserError">The file is missing or not intact.</exception>
    /// <exception cref="UserError">EMPO4040: it holds no step count, so it is not an optimizer state.</exception>
    public static AdamWFile Open(string path)
    {
        var file = SafetensorsFile.Open(path);
        if (
            file.Header.Metadata.TryGetValue(AdamWState.StepKey, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step)
        )
        {
            return new AdamWFile(file, step);
        }

        file.Dispose();
        throw new UserError(
            "EMPO4040",
            "The file holds no optimizer state: its metadata has no step count. Delete the artifacts of this round and build again.",
            path
        );
    }

    public void CopyTo(string key, FlatSlice slice, long first, Tensor destination)
    {
        AdamWState.Require(key, slice, _file.Header.Entries.TryGetValue(key, out var entry) ? entry.Shape : null);
        _file.CopyRange(entry!, first, destination);
    }

    public void Dispose() => _file.Dispose();
}
