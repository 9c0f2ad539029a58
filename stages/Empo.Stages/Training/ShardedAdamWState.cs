using Empo.Experiments.Execution;
using Empo.Stages.Checkpoints;
using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The optimizer state of a group of ranks, each of which holds a range of the flat elements. It is saved as that of one process: tensor by
/// tensor, each collected when its turn comes, so that no rank holds more than its range and one tensor. Part k of several is written by
/// rank k mod N, and N parts at the same time.
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

    public void Save(string path, long partElements = OptimizerParts.MostElements)
    {
        var parts = OptimizerParts.Divide(slices.Select(slice => (slice.Name, slice.Count)), partElements);
        var files = OptimizerParts.Files(path, parts.Count);
        for (var first = 0; first < parts.Count; first += ranks.Size)
        {
            var wave = parts.Skip(first).Take(ranks.Size).Select(SafetensorsOrder).ToList();
            SaveWave(wave, ranks.Rank < wave.Count ? files[first + ranks.Rank] : null);
        }

        if (parts.Count > 1)
        {
            ranks.Barrier("optimizer's parts");
            foreach (var file in files)
            {
                SeenFile.Await(file, "A part of the optimizer's state", CancellationToken.None);
            }
        }
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        Master?.Dispose();
    }

    /// <summary>The tensors of a part, in the order of its file.</summary>
    private IReadOnlyList<LazyTensor> SafetensorsOrder(IReadOnlySet<string> part, int writer) =>
        SafetensorsWriter.InOrder(slices.Where(slice => part.Contains(slice.Name)).SelectMany(slice => Keys(slice).Select(item =>
            new LazyTensor(item.Key, FirstMoment.dtype, [.. slice.Shape], () => Collected(item.Own, slice, writer)))));

    /// <summary>Writes one part on each rank: the first tensors of all parts are collected, then the second ones, and so on.</summary>
    /// <param name="wave">The tensors of each part, that of rank 0 first.</param>
    /// <param name="file">This rank's part; null where it has none.</param>
    private void SaveWave(IReadOnlyList<IReadOnlyList<LazyTensor>> wave, string? file)
    {
        var turn = 0;
        Tensor? Next()
        {
            Tensor? own = null;
            foreach (var (writer, part) in wave.Index().Where(item => turn < item.Item.Count))
            {
                var tensor = part[turn].Read();
                if (writer == ranks.Rank)
                {
                    own = tensor;
                }
                else
                {
                    tensor.Dispose();
                }
            }

            turn++;
            return own;
        }

        if (file is not null)
        {
            SafetensorsWriter.WriteEach(
                file,
                wave[ranks.Rank].Select(tensor => tensor with { Read = () => Next()! }),
                AdamWState.MetadataOf(step)
            );
        }

        while (turn < wave.Max(part => part.Count))
        {
            Next()?.Dispose();
        }
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

    private Tensor Collected(Tensor own, FlatSlice slice, int writer)
    {
        var whole = empty([slice.Count], own.dtype, ranks.Rank == writer ? CPU : META);
        exchange.Collect(own, slice.Offset, whole, shards, writer);
        return whole;
    }
}
