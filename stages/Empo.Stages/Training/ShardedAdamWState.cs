using Empo.Experiments.Execution;
using Empo.Stages.Checkpoints;
using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The optimizer state of a group of ranks, each of which holds a range of the flat elements. It is saved as that of one process: tensor by
/// tensor, each collected on the first rank when its turn comes, so that no rank holds more than its range and one tensor.
/// </summary>
/// <param name="step">Optimizer steps made so far.</param>
/// <param name="slices">The parameters.</param>
/// <param name="shards">Who holds what.</param>
/// <param name="exchange">Between the ranks.</param>
/// <param name="ranks">The group.</param>
internal sealed class ShardedAdamWState(
    long step,
    IReadOnlyList<FlatSlice> slices,
    Shards shards,
    ITensorExchange exchange,
    IRankGroup ranks
) : ISavedOptimizer
{
    /// <summary>[n], this rank's range.</summary>
    public required Tensor FirstMoment { get; init; }

    /// <summary>[n].</summary>
    public required Tensor SecondMoment { get; init; }

    /// <summary>[n], or null where the weights are the master weights.</summary>
    public required Tensor? Master { get; init; }

    public void Save(string path)
    {
        var type = FirstMoment.dtype;
        var tensors = slices.SelectMany(slice => Keys(slice).Select(item => new LazyTensor(
            item.Key,
            type,
            [.. slice.Shape],
            () => Collected(item.Own, slice)
        )));
        if (ranks.Leads)
        {
            SafetensorsWriter.WriteEach(path, tensors, AdamWState.MetadataOf(step));
            return;
        }

        foreach (var tensor in SafetensorsWriter.InOrder(tensors))
        {
            tensor.Read().Dispose();
        }
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        Master?.Dispose();
    }

    private IEnumerable<(string Key, Tensor Own)> Keys(FlatSlice slice)
    {
        yield return (AdamWState.FirstMomentOf(slice.Name), FirstMoment);
        yield return (AdamWState.SecondMomentOf(slice.Name), SecondMoment);
        if (Master is not null)
        {
            yield return (AdamWState.MasterOf(slice.Name), Master);
        }
    }

    private Tensor Collected(Tensor own, FlatSlice slice)
    {
        var whole = empty([slice.Count], own.dtype, ranks.Leads ? CPU : META);
        exchange.Collect(own, slice.Offset, whole, shards);
        return whole;
    }
}
