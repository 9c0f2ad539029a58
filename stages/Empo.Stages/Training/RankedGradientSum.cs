using System.Buffers.Binary;
using System.Globalization;
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
/// Where gradients come by layers (<see cref="FlatParameters.Layers"/>), each section is exchanged while the layers below are computed.
/// </remarks>
internal sealed class RankedGradientSum : IGradientSum
{
    private readonly FlatParameters _parameters;
    private readonly IRankGroup _ranks;
    private readonly ITensorExchange _exchange;
    private readonly IReadOnlyList<GradientSection> _sections;
    private readonly Tensor _sum;    // [own count]
    private readonly Tensor? _whole; // [P], where the norm is one reduction
    private readonly bool _fast;
    private readonly FlatSlice? _early;
    private readonly Tensor? _head;  // [V D]
    private IPendingSum? _pending;
    private int _members;
    private bool _rehearses;

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
        var divided = parameters.Layers is not null || normInBlocks;
        _sections = divided ? parameters.Sections : [new GradientSection(0, parameters.Count, null)];
        Shards = new Shards(_sections.Select(section => (section.Start, section.Count)), ranks.Size);
        Own = Shards.Of(ranks.Rank);
        using var scope = NewDisposeScope();
        var (type, device) = (parameters.StateType, parameters.Weights.device);
        _sum = zeros([Own.Sum(range => range.Count)], type, device).DetachFromDisposeScope();
        _whole = normInBlocks ? null : zeros([parameters.Count], type, device).DetachFromDisposeScope();
        _early = tiedHead is not null && !_fast && parameters.Weights.dtype == type
            ? parameters.Slices.FirstOrDefault(slice => slice.Name == tiedHead)
            : null;
        _head = _early is null ? null : zeros([_early.Count], type, device).DetachFromDisposeScope();
        if (parameters.Layers is { } layers)
        {
            layers.Ended = BeginWave;
        }
    }

    public IReadOnlyList<OwnRange> Own { get; }

    private Shards Shards { get; }

    public void Zero()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        _sum.zero_();
        _parameters.ZeroGradient();
    }

    public void Rehearse(Action pass)
    {
        _rehearses = true;
        pass();
        _rehearses = false;
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
        var gradient = _parameters.ModelGradientOf(_early);
        _head!.copy_(gradient);
        gradient.zero_();
    }

    public IReadOnlyList<MicroBatchOutcome> Add(int count, Func<int, MicroBatchOutcome> compute)
    {
        var mine = new List<double[]>();
        for (var first = 0; first < count; first += _ranks.Size)
        {
            _members = Math.Min(_ranks.Size, count - first);
            if (_ranks.Rank < _members)
            {
                var outcome = compute(first + _ranks.Rank);
                mine.Add([outcome.Loss, BitConverter.Int64BitsToDouble(outcome.Clipped), .. outcome.LogProbs]);
            }
            else
            {
                _parameters.Layers?.Pass();
            }

            if (_fast)
            {
                _parameters.Accumulate();
            }
            else
            {
                EndWave();
            }
        }

        if (_fast)
        {
            AddInOrder([new GradientPart(_parameters.Gradient, 0)], _sections, _ranks.Size);
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
            return GradientNorm.Scaled(_sum, RankedNorm.Of(_sum, Shards, _ranks), most, step);
        }

        foreach (var range in Own)
        {
            _whole.narrow(0, range.Start, range.Count).copy_(_sum.narrow(0, range.Place, range.Count));
        }

        _exchange.Gather(_whole, Shards);
        return GradientNorm.Clip(_whole, most, step, sections: null);
    }

    public Tensor Slice(OwnRange piece) =>
        _whole is null ? _sum.narrow(0, piece.Place, piece.Count) : _whole.narrow(0, piece.Start, piece.Count);

    public void RequireSame(IEnumerable<Tensor> weights) => RequireSame(
        WeightChecksum.Of(weights),
        "before the first step: they read other files of the model. Compare the model's folder, or the store, on their hosts"
    );

    public void Share(Tensor weights)
    {
        _exchange.Gather(weights, Shards);
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

    public ISavedOptimizer StateOf(AdamW optimizer) => optimizer.Shard(Shards, _exchange, _ranks);

    public void Dispose()
    {
        _sum.Dispose();
        _whole?.Dispose();
        _head?.Dispose();
    }

    /// <summary>Sends a section of layers on its way while the layers below are computed. At most one is under way.</summary>
    private void BeginWave(GradientSection section, Tensor gradient)
    {
        if (_rehearses)
        {
            return;
        }

        _pending?.Complete();
        var (index, _) = _sections.Index().First(item => ReferenceEquals(item.Item, section));
        _pending = _exchange.Begin([new GradientPart(gradient, section.Start)], SumOf(index), _members, Shards.Sections[index]);
    }

    private void EndWave()
    {
        _pending?.Complete();
        _pending = null;
        GradientPart[] head = _early is null ? [] : [new GradientPart(_head!, _early.Offset)];
        if (_parameters.Layers is { } layers)
        {
            foreach (var section in _sections.Where(section => section.Layers is null))
            {
                var own = new GradientPart(layers.AtEnd[section], section.Start);
                AddInOrder([.. head, own], [section], _members);
            }
        }
        else
        {
            AddInOrder([.. head, new GradientPart(_parameters.ModelGradient!, 0)], _sections, _members);
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        _parameters.ZeroModelGradient();
        _head?.zero_();
    }

    private void AddInOrder(IReadOnlyList<GradientPart> parts, IReadOnlyList<GradientSection> sections, int members)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (index, section) in _sections.Index().Where(item => sections.Contains(item.Item)))
        {
            _exchange.AddInOrder(parts, SumOf(index), members, Shards.Sections[index]);
        }
    }

    /// <summary>This rank's range of a section of the sum.</summary>
    private Tensor SumOf(int section) => _sum.narrow(0, Own[section].Place, Own[section].Count);
}
