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
/// State is F32 whatever the model's dtype; for a model in bfloat16 or float16 it steps an F32 master copy of the weights,
/// because those formats round steps of a small learning rate away, and then rounds the copy into the model.
/// Example (reference case J): p = 1, g = 0.5, lr = 1e-3, betas .9/.999, eps 1e-8, wd 0.01 gives 0.99899.
/// Unlike the released recipes' framework default, norms and biases are never decayed.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private readonly FlatParameters _parameters;
    private readonly AdamWSettings _settings;
    private readonly long _sliceElements;

    /// <param name="parameters">What is stepped.</param>
    /// <param name="settings">Constants, and where the state lies.</param>
    /// <param name="sliceElements">Elements stepped at a time where the state lies on the host: the only copies of gradient and weights there.</param>
    public AdamW(FlatParameters parameters, AdamWSettings settings, long sliceElements = 1L << 24)
    {
        _parameters = parameters;
        _settings = settings;
        _sliceElements = settings.OnHost ? sliceElements : parameters.Count;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var place = settings.OnHost ? CPU : parameters.Weights.device;
        FirstMoment = zeros([parameters.Count], parameters.StateType, place).DetachFromDisposeScope();
        SecondMoment = zeros([parameters.Count], parameters.StateType, place).DetachFromDisposeScope();
        Master = parameters.Weights.dtype == parameters.StateType && parameters.Weights.device_type == FirstMoment.device_type
            ? parameters.Weights
            : parameters.Weights.to(parameters.StateType).to(place).DetachFromDisposeScope();
    }

    /// <summary>Steps made so far, t.</summary>
    public long Step { get; private set; }

    /// <summary>m, [P].</summary>
    public Tensor FirstMoment { get; }

    /// <summary>v, [P].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>The weights that are stepped, [P]: the model's own buffer, or an F32 copy of it.</summary>
    public Tensor Master { get; }

    /// <summary>Whether <see cref="Master"/> is a copy with more bits than the weights, and so part of the state.</summary>
    public bool HasMaster => _parameters.Weights.dtype != _parameters.StateType;

    private bool IsCopy => !ReferenceEquals(Master, _parameters.Weights);

    /// <summary>One step along <see cref="FlatParameters.Gradient"/>, which is left as it is.</summary>
    public void Apply(double learningRate)
    {
        using var off = no_grad();
        Step++;
        for (var start = 0L; start < _parameters.Count; start += _sliceElements)
        {
            Apply(learningRate, start, Math.Min(_sliceElements, _parameters.Count - start));
        }
    }

    /// <summary>The step of the elements [start, start + count): every operation is one element's own, so slices change no bit.</summary>
    private void Apply(double learningRate, long start, long count)
    {
        using var scope = NewDisposeScope();
        Tensor Slice(Tensor flat) => flat.narrow(0, start, count);
        var (master, first, second) = (Slice(Master), Slice(FirstMoment), Slice(SecondMoment)); // [n]
        var decayed = Math.Min(_parameters.Decayed - start, count);
        if (_settings.WeightDecay > 0 && decayed > 0)
        {
            Scalars.With(1 - (learningRate * _settings.WeightDecay), share => master.narrow(0, 0, decayed).mul_(share));
        }

        var gradient = Slice(_parameters.Gradient).to(first.device); // [n]
        first.mul_(Scalars.Of(_settings.Beta1)).add_(gradient, Scalars.Of(1 - _settings.Beta1));
        second.mul_(Scalars.Of(_settings.Beta2)).addcmul_(gradient, gradient, Scalars.Of(1 - _settings.Beta2));
        var correction1 = 1 - Math.Pow(_settings.Beta1, Step);
        var correction2 = Math.Sqrt(1 - Math.Pow(_settings.Beta2, Step));
        var denominator = Scalars.With(correction2, root => second.sqrt().div_(root)).add_(Scalars.Of(_settings.Epsilon), Scalars.One); // [n]
        Scalars.With(-learningRate / correction1, rate => master.addcdiv_(first, denominator, rate));
        if (IsCopy)
        {
            Slice(_parameters.Weights).copy_(master);
        }
    }

    /// <summary>Goes on from a saved state: moments, step, and the master weights where there are any.</summary>
    public void Restore(AdamWState state)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var slice in _parameters.Slices)
        {
            FlatParameters.View(FirstMoment, slice).copy_(state.Find(AdamWState.FirstMomentOf(slice.Name), slice));
            FlatParameters.View(SecondMoment, slice).copy_(state.Find(AdamWState.SecondMomentOf(slice.Name), slice));
            if (HasMaster)
            {
                FlatParameters.View(Master, slice).copy_(state.Find(AdamWState.MasterOf(slice.Name), slice));
            }
        }

        Step = state.Step;
    }

    /// <summary>A copy of the state on the host, for saving; where it lies there already, no copy but views of it (7B: 91 GB).</summary>
    public AdamWState Snapshot()
    {
        using var off = no_grad();
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var slice in _parameters.Slices)
        {
            tensors[AdamWState.FirstMomentOf(slice.Name)] = Saved(FirstMoment, slice);
            tensors[AdamWState.SecondMomentOf(slice.Name)] = Saved(SecondMoment, slice);
            if (HasMaster)
            {
                tensors[AdamWState.MasterOf(slice.Name)] = Saved(Master, slice);
            }
        }

        return new AdamWState(Step, tensors);
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

    private Tensor Saved(Tensor flat, FlatSlice slice) => _settings.OnHost ? FlatParameters.View(flat, slice).DetachFromDisposeScope() : CopyOf(flat, slice);

    private static Tensor CopyOf(Tensor flat, FlatSlice slice)
    {
        using var scope = NewDisposeScope();
        return FlatParameters.View(flat, slice).to(CPU, copy: true).DetachFromDisposeScope();
    }
}
