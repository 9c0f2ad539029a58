using Empo.Experiments.Execution;
using Empo.Experiments.Resources;
using Empo.Stages.Distribution;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// AdamW (arXiv 1711.05101, algorithm 2, in the arrangement of torch.optim.AdamW) over flat buffers:
/// <code>
/// p -= lr * wd * p            (matrices only)
/// m  = b1 m + (1 - b1) g    v = b2 v + (1 - b2) g^2
/// p -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps)
/// </code>
/// State is F32 whatever the model's dtype. For a model in bfloat16 or float16 it steps an F32 master copy of the weights and then rounds
/// the copy into the model, because those formats round away the steps of a small learning rate. Example (reference case J): p = 1, g =
/// 0.5, lr = 1e-3, betas .9/.999, eps 1e-8, wd 0.01 gives 0.99899. Unlike the released recipes' framework default, norms and biases are
/// never decayed.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly AdamWSettings _settings;
    private readonly long _sliceElements;
    private readonly Tensor? _exact;
    private readonly IGradientSum? _gradients;
    private readonly IReadOnlyList<OwnRange> _own;
    private readonly long _count;

    /// <param name="parameters">What is stepped.</param>
    /// <param name="settings">Constants, and whether the state is on the host.</param>
    /// <param name="sliceElements">Elements stepped at a time. This bounds the memory that a step needs besides the state.</param>
    /// <param name="exact">[P], weights with more bits that are stepped in place of a master copy, and are then saved by their owner; null
    /// where <paramref name="parameters"/> are all there is.</param>
    /// <param name="gradients">Where the gradients are summed, and which elements this process steps; null for all elements along
    /// <see cref="FlatParameters.Gradient"/>.</param>
    public AdamW(
        FlatParameters parameters,
        AdamWSettings settings,
        long sliceElements = UpdateMemory.StepElements,
        Tensor? exact = null,
        IGradientSum? gradients = null
    )
    {
        _gradients = gradients;
        _own = gradients?.Own ?? [new OwnRange(0, parameters.Count, 0)];
        _count = _own.Sum(range => range.Count);
        _exact = exact;
        _parameters = parameters;
        _settings = settings;
        _sliceElements = sliceElements;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var place = settings.OnHost ? CPU : parameters.Weights.device;
        FirstMoment = zeros([_count], parameters.StateType, place).DetachFromDisposeScope();
        SecondMoment = zeros([_count], parameters.StateType, place).DetachFromDisposeScope();
        var source = exact ?? parameters.Weights;
        Master = source.dtype == parameters.StateType && source.device_type == FirstMoment.device_type
            ? source
            : empty([_count], parameters.StateType, place).DetachFromDisposeScope();
        if (IsCopy)
        {
            InSlices(piece => Master.narrow(0, piece.Place, piece.Count).copy_(source.narrow(0, piece.Start, piece.Count).to(place)));
        }
    }

    /// <summary>Steps made so far, t.</summary>
    public long Step { get; private set; }

    /// <summary>m, [n] of the n elements that this process steps.</summary>
    public Tensor FirstMoment { get; }

    /// <summary>v, [n].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>The weights that are stepped: the model's own buffer or the exact weights, [P], or an F32 copy of either, [n].</summary>
    public Tensor Master { get; }

    /// <summary>Whether <see cref="Master"/> is a copy with more bits than the weights, and so part of the state.</summary>
    public bool HasMaster => _exact is null && _parameters.Weights.dtype != _parameters.StateType;

    private bool IsCopy => !ReferenceEquals(Master, _exact ?? _parameters.Weights);

    /// <summary>One step along <see cref="FlatParameters.Gradient"/>, which is left as it is.</summary>
    public void Apply(double learningRate)
    {
        using var off = no_grad();
        Step++;
        InSlices(piece => Apply(learningRate, piece));
    }

    /// <summary>Runs over the elements of this process in slices, with a dispose scope for each slice.</summary>
    private void InSlices(Action<OwnRange> work)
    {
        foreach (var piece in _own.SelectMany(range => range.Pieces(_sliceElements)))
        {
            using var scope = NewDisposeScope();
            work(piece);
        }
    }

    /// <summary>Steps a piece of the elements. Every operation is elementwise, so slicing changes no bit.</summary>
    private void Apply(double learningRate, OwnRange piece)
    {
        using var scope = NewDisposeScope();
        Tensor Slice(Tensor flat) => flat.narrow(0, piece.Start, piece.Count);
        Tensor Own(Tensor state) => state.narrow(0, piece.Place, piece.Count);
        var (master, first, second) = (IsCopy ? Own(Master) : Slice(Master), Own(FirstMoment), Own(SecondMoment)); // [n]
        var decayed = Math.Min(_parameters.Decayed - piece.Start, piece.Count);
        if (_settings.WeightDecay > 0 && decayed > 0)
        {
            Scalars.With(1 - (learningRate * _settings.WeightDecay), share => master.narrow(0, 0, decayed).mul_(share));
        }

        var gradient = (_gradients?.Slice(piece) ?? Slice(_parameters.Gradient)).to(first.device); // [n]
        first.mul_(Scalars.Of(_settings.Beta1)).add_(gradient, Scalars.Of(1 - _settings.Beta1));
        second.mul_(Scalars.Of(_settings.Beta2)).addcmul_(gradient, gradient, Scalars.Of(1 - _settings.Beta2));
        var correction1 = 1 - Math.Pow(_settings.Beta1, Step);
        var correction2 = Math.Sqrt(1 - Math.Pow(_settings.Beta2, Step));
        // [n]
        var denominator = Scalars.With(correction2, root => second.sqrt().div_(root)).add_(Scalars.Of(_settings.Epsilon), Scalars.One);
        Scalars.With(-learningRate / correction1, rate => master.addcdiv_(first, denominator, rate));
        Round(_parameters.Weights);
        Round(_exact);
        void Round(Tensor? weights)
        {
            if (weights is not null && !ReferenceEquals(weights, Master))
            {
                Slice(weights).copy_(master);
            }
        }
    }

    /// <summary>Goes on from a saved state: moments, step, and the master weights where there are any.</summary>
    public void Restore(IOptimizerState state)
    {
        using var scope = NewDisposeScope();
        foreach (var slice in _parameters.Slices)
        {
            var parts = _own.Select(range => range.Of(slice.Offset, slice.Count)).Where(part => part.Count > 0).ToList();
            if (parts.Count == 0)
            {
                parts.Add(new OwnRange(slice.Offset, 0, 0)); // its form is looked at all the same
            }

            void Copy(string key, Tensor own) =>
                parts.ForEach(part => state.CopyTo(key, slice, part.Start - slice.Offset, own.narrow(0, part.Place, part.Count)));
            Copy(AdamWState.FirstMomentOf(slice.Name), FirstMoment);
            Copy(AdamWState.SecondMomentOf(slice.Name), SecondMoment);
            if (HasMaster)
            {
                Copy(AdamWState.MasterOf(slice.Name), Master);
            }
        }

        Step = state.Step;
    }

    /// <summary>
    /// The state for saving, as views and not as a copy (7B: 91 GB). A further step changes them; they outlive this optimizer.
    /// </summary>
    public AdamWState Snapshot()
    {
        if (_count != _parameters.Count)
        {
            throw new InvalidOperationException("This process holds a part of the state only.");
        }

        using var off = no_grad();
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var slice in _parameters.Slices)
        {
            tensors[AdamWState.FirstMomentOf(slice.Name)] = Held(FirstMoment, slice);
            tensors[AdamWState.SecondMomentOf(slice.Name)] = Held(SecondMoment, slice);
            if (HasMaster)
            {
                tensors[AdamWState.MasterOf(slice.Name)] = Held(Master, slice);
            }
        }

        return new AdamWState(Step, tensors);
    }

    /// <summary>The state of all ranks for saving, of which this process holds its part.</summary>
    /// <param name="shards">What each rank holds.</param>
    /// <param name="exchange">Between the ranks.</param>
    /// <param name="ranks">The group.</param>
    public ShardedAdamWState Shard(Shards shards, ITensorExchange exchange, IRankGroup ranks)
    {
        using var off = no_grad();
        Tensor Held(Tensor own) => own.alias().DetachFromDisposeScope();
        return new ShardedAdamWState(Step, _parameters.Slices, shards, exchange, ranks)
        {
            FirstMoment = Held(FirstMoment),
            SecondMoment = Held(SecondMoment),
            Master = HasMaster ? Held(Master) : null,
        };
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        if (IsCopy)
        {
            Master.Dispose();
        }
    }

    private static Tensor Held(Tensor flat, FlatSlice slice) => FlatParameters.View(flat, slice).DetachFromDisposeScope();
}
