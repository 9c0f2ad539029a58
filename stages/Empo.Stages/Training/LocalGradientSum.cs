using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>The sum in one process: the parameters' own gradient buffer.</summary>
internal sealed class LocalGradientSum : IGradientSum
{
    private readonly FlatParameters _parameters;
    private readonly bool _normInBlocks;

    /// <param name="parameters">What is trained.</param>
    /// <param name="normInBlocks">Whether the gradient's norm is summed block by block.</param>
    public LocalGradientSum(FlatParameters parameters, bool normInBlocks)
    {
        (_parameters, _normInBlocks) = (parameters, normInBlocks);
        if (parameters.Layers is { } layers)
        {
            layers.Ended = parameters.Accumulate;
        }
    }

    public IReadOnlyList<OwnRange> Own => [new OwnRange(0, _parameters.Count, 0)];

    public void Zero() => _parameters.ZeroGradient();

    public void Rehearse(Action pass) => pass();

    public IReadOnlyList<MicroBatchOutcome> Add(int count, Func<int, MicroBatchOutcome> compute)
    {
        var outcomes = new List<MicroBatchOutcome>();
        for (var index = 0; index < count; index++)
        {
            outcomes.Add(compute(index));
            _parameters.Accumulate();
        }

        return outcomes;
    }

    public double Clip(double most, int step) =>
        GradientNorm.Clip(_parameters.Gradient, most, step, _normInBlocks ? _parameters.Sections : null);

    public Tensor Slice(OwnRange piece) => _parameters.Gradient.narrow(0, piece.Start, piece.Count);

    public void RequireSame(IEnumerable<Tensor> weights)
    {
    }

    public void Share(Tensor weights)
    {
    }

    public ISavedOptimizer StateOf(AdamW optimizer) => optimizer.Snapshot();

    public void Dispose()
    {
    }
}
