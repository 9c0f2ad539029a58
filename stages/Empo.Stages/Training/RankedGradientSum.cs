using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Empo.Experiments.Execution;
using Empo.Experiments.Properties;
using Empo.Stages.Distribution;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The sum over ranks. Micro-batches go in waves of N: rank r computes number w N + r. After a wave each rank owns a range of the sum and
/// adds to it the gradients of ranks 0, 1, ... in this order, which is the order of one process.
/// </summary>
/// <remarks>
/// With <see cref="Reduction.Fast"/> each rank first adds up the gradients of its own micro-batches, in the parameters' buffer, and
/// the sums of the ranks are added once a step: fewer bytes, and other last bits for each number of ranks.
/// A head that is tied to the embedding is added to the sum before the embedding's own gradient, as autograd does in one process. In F32
/// (F64) these are two additions, so such a gradient travels in two parts; in 16 bits they are one sum of the model's type already.
/// </remarks>
internal sealed class RankedGradientSum : IGradientSum
{
    private readonly FlatParameters _parameters;
    private readonly IRankGroup _ranks;
    private readonly ITensorExchange _exchange;
    private readonly Shards _shards;
    private readonly Tensor _sum;    // [own count]
    private readonly Tensor? _whole; // [P], where the norm is one reduction
    private readonly bool _fast;
    private readonly FlatSlice? _early;
    private readonly Tensor? _head;  // [V D]

    /// <param name="parameters">Where the reduction is ordered, made so that their gradient is apart from the sum.</param>
    /// <param name="reduction">How gradients are added.</param>
    /// <param name="tiedHead">Name of the embedding that is also the head, where both give a gradient; null otherwise.</param>
    /// <param name="normInBlocks">Whether the gradient's norm is summed block by block; otherwise every rank gets the whole sum.</param>
    /// <param name="ranks">The group.</param>
    /// <param name="exchange">Between its ranks.</param>
    public RankedGradientSum(
        FlatParameters parameters,
        Reduction reduction,
        string? tiedHead,
        bool normInBlocks,
        IRankGroup ranks,
        ITensorExchange exchange
    )
    {
        _fast = reduction == Reduction.Fast;
        (_parameters, _ranks, _exchange) = (parameters, ranks, exchange);
        _shards = new Shards(parameters.Count, ranks.Size);
        Part = _shards.Of(ranks.Rank);
        using var scope = NewDisposeScope();
        var (type, device) = (parameters.StateType, parameters.Weights.device);
        _sum = zeros([Part.Count], type, device).DetachFromDisposeScope();
        _whole = normInBlocks ? null : zeros([parameters.Count], type, device).DetachFromDisposeScope();
        _early = tiedHead is not null && !_fast && parameters.Weights.dtype == type
            ? parameters.Slices.FirstOrDefault(slice => slice.Name == tiedHead)
            : null;
        _head = _early is null ? null : zeros([_early.Count], type, device).DetachFromDisposeScope();
    }

    public (long Start, long Count) Part { get; }

    public void Zero()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        _sum.zero_();
        _parameters.ZeroGradient();
    }

    /// <summary>Call between the head's backward pass and that of the layers.</summary>
    public void SetHeadApart()
    {
        if (_early is null)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        var gradient = _parameters.ModelGradient.narrow(0, _early.Offset, _early.Count);
        _head!.copy_(gradient);
        gradient.zero_();
    }

    public IReadOnlyList<MicroBatchOutcome> Add(int count, Func<int, MicroBatchOutcome> compute)
    {
        var mine = new List<double[]>();
        for (var first = 0; first < count; first += _ranks.Size)
        {
            var members = Math.Min(_ranks.Size, count - first);
            if (_ranks.Rank < members)
            {
                var outcome = compute(first + _ranks.Rank);
                mine.Add([outcome.Loss, BitConverter.Int64BitsToDouble(outcome.Clipped), .. outcome.LogProbs]);
            }

            if (_fast)
            {
                _parameters.Accumulate();
            }
            else
            {
                AddWave(Parts(), members);
            }
        }

        if (_fast)
        {
            AddWave([new GradientPart(_parameters.Gradient, 0)], _ranks.Size);
        }

        return
        [
            .. RankShares
                .Gathered(_ranks, count, mine, "micro-batches")
                .Select(numbers => new MicroBatchOutcome(numbers[0], BitConverter.DoubleToInt64Bits(numbers[1]), numbers[2..])),
        ];
    }

    public double Clip(double most, int step)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        if (_whole is null)
        {
            var blocks = GradientNorm.Squares(_sum);
            var all = _ranks.AllGather(MemoryMarshal.AsBytes<double>(blocks).ToArray());
            var norm = Math.Sqrt(all.SelectMany(bytes => MemoryMarshal.Cast<byte, double>(bytes).ToArray()).Sum());
            return GradientNorm.Scaled(_sum, norm, most, step);
        }

        _whole.narrow(0, Part.Start, Part.Count).copy_(_sum);
        _exchange.Gather(_whole, _shards);
        return GradientNorm.Clip(_whole, most, step, inBlocks: false);
    }

    public Tensor Slice(long start, long count) =>
        _whole is null ? _sum.narrow(0, start - Part.Start, count) : _whole.narrow(0, start, count);

    public void RequireSame(IEnumerable<Tensor> weights) => RequireSame(
        WeightChecksum.Of(weights),
        "before the first step: they read other files of the model. Compare the model's folder, or the store, on their hosts"
    );

    public void Share(Tensor weights)
    {
        _exchange.Gather(weights, _shards);
        RequireSame(
            WeightChecksum.Of(weights),
            "after a step. Build again; where it happens again, look for a host whose memory or network is faulty"
        );
    }

    private void RequireSame(ulong checksum, string when)
    {
        var mine = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(mine, checksum);
        var all = _ranks.AllGather(mine);
        for (var rank = 0; rank < all.Count; rank++)
        {
            if (!all[rank].AsSpan().SequenceEqual(all[0]))
            {
                throw new UserError(
                    "EMPO3041",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The weights of rank {rank} differ from those of rank 0 {when}. Nothing was written."
                    )
                );
            }
        }
    }

    public void Dispose()
    {
        _sum.Dispose();
        _whole?.Dispose();
        _head?.Dispose();
    }

    private void AddWave(IReadOnlyList<GradientPart> parts, int members)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        _exchange.AddInOrder(parts, _sum, members, _shards);
        _parameters.ModelGradient.zero_();
        _head?.zero_();
    }

    private List<GradientPart> Parts()
    {
        var whole = new GradientPart(_parameters.ModelGradient, 0);
        return _early is null ? [whole] : [new GradientPart(_head!, _early.Offset), whole];
    }
}
