using System.Globalization;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The optimizer state kept between rounds. Keys hold parameter names, so that a file can be read without the model's layout:
/// <c>exp_avg.&lt;name&gt;</c>, <c>exp_avg_sq.&lt;name&gt;</c> and, for a model that is not F32, <c>master.&lt;name&gt;</c>; all F32.
/// </summary>
/// <param name="step">Optimizer steps made so far.</param>
/// <param name="tensors">By key, on the device where the optimizer's own state lies.</param>
internal sealed class AdamWState(long step, IReadOnlyDictionary<string, Tensor> tensors) : IOptimizerState, ISavedOptimizer
{
    /// <summary>Key of the step count in the file's metadata.</summary>
    internal const string StepKey = "step";

    public long Step { get; } = step;

    public IReadOnlyDictionary<string, Tensor> Tensors { get; } = tensors;

    public static string FirstMomentOf(string parameter) => $"exp_avg.{parameter}";

    public static string SecondMomentOf(string parameter) => $"exp_avg_sq.{parameter}";

    public static string MasterOf(string parameter) => $"master.{parameter}";

    /// <summary>The parameter of a key.</summary>
    private static string ParameterOf(string key) => key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..];

    public void CopyTo(string key, FlatSlice slice, long first, Tensor destination)
    {
        Require(key, slice, Tensors.TryGetValue(key, out var tensor) ? tensor.shape : null);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        destination.copy_(tensor!.reshape(-1).narrow(0, first, destination.numel()));
    }

    public void Save(string path, long partElements = OptimizerParts.MostElements)
    {
        var moments = Tensors.Where(pair => pair.Key.StartsWith(FirstMomentOf(""), StringComparison.Ordinal));
        var parts = OptimizerParts.Divide(moments.Select(pair => (ParameterOf(pair.Key), pair.Value.numel())), partElements);
        foreach (var (part, file) in parts.Zip(OptimizerParts.Files(path, parts.Count)))
        {
            SafetensorsWriter.Write(
                file,
                Tensors.Where(pair => part.Contains(ParameterOf(pair.Key))).Select(pair => (pair.Key, pair.Value)),
                MetadataOf(Step)
            );
        }
    }

    /// <summary>What a file says besides its tensors.</summary>
    internal static IReadOnlyDictionary<string, string> MetadataOf(long step) =>
        new Dictionary<string, string> { [StepKey] = step.ToString(CultureInfo.InvariantCulture) };

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <param name="key">Key of the tensor.</param>
    /// <param name="slice">Slice of the parameter.</param>
    /// <param name="shape">Shape of the tensor; null where there is no such tensor.</param>
    /// <exception cref="UserError">EMPO4040.</exception>
    internal static void Require(string key, FlatSlice slice, IEnumerable<long>? shape)
    {
        if (shape is null)
        {
            throw new UserError(
                "EMPO4040",
                $"The optimizer state has no tensor '{key}': it belongs to another model or dtype. Delete the artifacts of this "
                    + "round and build again."
            );
        }

        if (!shape.SequenceEqual(slice.Shape))
        {
            throw new UserError(
                "EMPO4040",
                $"The optimizer state's '{key}' has shape [{string.Join(", ", shape)}], the model's parameter "
                    + $"[{string.Join(", ", slice.Shape)}]: it belongs to another model. Delete the artifacts of this round and build "
                    + "again."
            );
        }
    }
}
