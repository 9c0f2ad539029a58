using System.Diagnostics;
using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.Benchmarks.Ranks;

/// <summary>
/// An exchange that notes its times in seconds. The ranks meet before each operation, so that waiting for a slower one is in none of them.
/// </summary>
/// <param name="inner">Does the work.</param>
/// <param name="meet">Waits for all ranks, spinning.</param>
internal sealed class TimedExchange(ITensorExchange inner, Action meet) : ITensorExchange
{
    private readonly Stopwatch _computing = Stopwatch.StartNew();

    /// <summary>Computing before each sum of gradients.</summary>
    public List<double> Computing { get; } = [];

    /// <summary>Each sum of gradients.</summary>
    public List<double> Summing { get; } = [];

    /// <summary>Each copy of a buffer to all ranks.</summary>
    public List<double> Gathering { get; } = [];

    public void AddInOrder(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section)
    {
        Computing.Add(_computing.Elapsed.TotalSeconds);
        Summing.Add(Timed(() => inner.AddInOrder(parts, sum, members, section)));
    }

    /// <summary>It is not timed: the update that is measured keeps its activations.</summary>
    public IPendingSum Begin(IReadOnlyList<GradientPart> parts, Tensor sum, int members, Section section) =>
        inner.Begin(parts, sum, members, section);

    public void Gather(Tensor flat, Shards shards) => Gathering.Add(Timed(() => inner.Gather(flat, shards)));

    public void Collect(Tensor own, long first, Tensor destination, Shards shards, int root = 0) =>
        inner.Collect(own, first, destination, shards, root);

    private double Timed(Action work)
    {
        meet();
        var clock = Stopwatch.StartNew();
        work();
        _computing.Restart();
        return clock.Elapsed.TotalSeconds;
    }
}
