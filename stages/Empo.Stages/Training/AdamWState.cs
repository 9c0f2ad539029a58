using System.Globalization;
using Empo.Experiments.Execution;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// What the optimizer must remember between rounds, by parameter name so that a file can be read without the model's layout:
/// <c>exp_avg.&lt;name&gt;</c>, <c>exp_avg_sq.&lt;name&gt;</c> and, for a model that is not F32, <c>master.&lt;name&gt;</c>; all F32.
/// </summary>
/// <param name="step">Optimizer steps made so far.</param>
/// <param name="tensors">By key, on the host.</param>
internal sealed class AdamWState(long step, IReadOnlyDictionary<string, Tensor> tensors) : IDisposable
{
    private const string StepKey = "step";

    public long Step { get; } = step;

    public IReadOnlyDictionary<string, Tensor> Tensors { get; } = tensors;

    public static string FirstMomentOf(string parameter) => $"exp_avg.{parameter}";

    public static string SecondMomentOf(string parameter) => $"exp_avg_sq.{parameter}";

    public static string MasterOf(string parameter) => $"master.{parameter}";

    /// <summary>The tensor of a key.</summary>
    /// <exception cref="StageFailure">It is missing or has another shape than the model's parameter.</exception>
    public Tensor Find(string key, FlatSlice slice)
    {
        if (!Tensors.TryGetValue(key, out var tensor))
        {
            throw new StageFailure("EMPO4040", $"The optimizer state has no tensor '{key}': it belongs to another model or dtype. Delete the artifacts of this round and build again.");
        }

        if (!tensor.shape.SequenceEqual(slice.Shape))
        {
            throw new StageFailure("EMPO4040", $"The optimizer state's '{key}' has shape [{string.Join(", ", tensor.shape)}], the model's parameter [{string.Join(", ", slice.Shape)}]: it belongs to another model. Delete the artifacts of this round and build again.");
        }

        return tensor;
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="CheckpointException">The file is missing or not intact.</exception>
    /// <exception cref="StageFailure">It holds no step count, so it is not an optimizer state.</exception>
    public static AdamWState Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!file.Header.Metadata.TryGetValue(StepKey, out var text) || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
        {
            throw new StageFailure("EMPO4040", "The file holds no optimizer state: its metadata has no step count. Delete the artifacts of this round and build again.", path);
        }

        return new AdamWState(step, file.Header.Entries.ToDictionary(
            pair => pair.Key,
            pair => file.Read(pair.Value).DetachFromDisposeScope(),
            StringComparer.Ordinal));
    }

    /// <summary>Writes a safetensors file; the same state gives the same bytes.</summary>
    public void Save(string path) => SafetensorsWriter.Write(
        path,
        Tensors.Select(pair => (pair.Key, pair.Value)),
        new Dictionary<string, string> { [StepKey] = Step.ToString(CultureInfo.InvariantCulture) });

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
