using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>The sum in one process: the parameters' own gradient buffer.</summary>
internal sealed class LocalGradientSum(FlatParameters parameters, bool normInBlocks) : IGradientSum
{
    public (long Start, long Count) Part => (0, parameters.Count);

    public void Zero() => parameters.ZeroGradient();

    public IReadOnlyList<MicroBatchOutcome> Add(int count, Func<int, MicroBatchOutcome> compute)
    {
        var outcomes = new List<MicroBatchOutcome>();
        for (var index = 0; index < count; index++)
        {
            outcomes.Add(compute(index));
            parameters.Accumulate();
        }

        return outcomes;
    }

    public double Clip(double most, int step) => GradientNorm.Clip(parameters.Gradient, most, step, normInBlocks);

    public Tensor Slice(long start, long count) => parameters.Gradient.narrow(0, start, count);

    public void RequireSame(IEnumerable<Tensor> weights)
    {
    }

    public void Share(Tensor weights)
    {
    }

    public void Dispose()
    {
    }
}
