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

    public AdamW(FlatParameters parameters, AdamWSettings settings)
    {
        _parameters = parameters;
        _settings = settings;
        using var off = no_grad();
        FirstMoment = zeros_like(parameters.Gradient).DetachFromDisposeScope();
        SecondMoment = zeros_like(parameters.Gradient).DetachFromDisposeScope();
        Master = parameters.Weights.dtype == parameters.StateType
            ? parameters.Weights
            : parameters.Weights.to(parameters.StateType).DetachFromDisposeScope();
    }

    /// <summary>Steps made so far, t.</summary>
    public long Step { get; private set; }

    /// <summary>m, [P].</summary>
    public Tensor FirstMoment { get; }

    /// <summary>v, [P].</summary>
    public Tensor SecondMoment { get; }

    /// <summary>The weights that are stepped, [P]: the model's own buffer, or an F32 copy of it.</summary>
    public Tensor Master { get; }

    /// <summary>Whether <see cref="Master"/> is a copy and so part of the state.</summary>
    public bool HasMaster => !ReferenceEquals(Master, _parameters.Weights);

    /// <summary>One step along <see cref="FlatParameters.Gradient"/>, which is left as it is.</summary>
    public void Apply(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Step++;
        if (_settings.WeightDecay > 0)
        {
            Master.narrow(0, 0, _parameters.Decayed).mul_(1 - (learningRate * _settings.WeightDecay));
        }

        var gradient = _parameters.Gradient;
        FirstMoment.mul_(_settings.Beta1).add_(gradient, alpha: 1 - _settings.Beta1);
        SecondMoment.mul_(_settings.Beta2).addcmul_(gradient, gradient, 1 - _settings.Beta2);
        var correction1 = 1 - Math.Pow(_settings.Beta1, Step);
        var correction2 = Math.Sqrt(1 - Math.Pow(_settings.Beta2, Step));
        var denominator = SecondMoment.sqrt().div_(correction2).add_(_settings.Epsilon); // [P]
        Master.addcdiv_(FirstMoment, denominator, -learningRate / correction1);
        if (HasMaster)
        {
            _parameters.Weights.copy_(Master);
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

    /// <summary>A copy of the state on the host, for saving.</summary>
    public AdamWState Snapshot()
    {
        using var off = no_grad();
        var tensors = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var slice in _parameters.Slices)
        {
            tensors[AdamWState.FirstMomentOf(slice.Name)] = CopyOf(FirstMoment, slice);
            tensors[AdamWState.SecondMomentOf(slice.Name)] = CopyOf(SecondMoment, slice);
            if (HasMaster)
            {
                tensors[AdamWState.MasterOf(slice.Name)] = CopyOf(Master, slice);
            }
        }

        return new AdamWState(Step, tensors);
    }

    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        if (HasMaster)
        {
            Master.Dispose();
        }
    }

    private static Tensor CopyOf(Tensor flat, FlatSlice slice)
    {
        using var scope = NewDisposeScope();
        return FlatParameters.View(flat, slice).to(CPU, copy: true).DetachFromDisposeScope();
    }
}
