using Empo.Stages.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// A model's parameters as views of one flat weight buffer (<see cref="FlatWeights"/>), and their gradients as views of one flat gradient
/// buffer: clearing, clipping, the optimizer step and a copy are one operation each instead of one for every parameter.
/// For a model in bfloat16 the gradients of each micro-batch are added into an F32 buffer, because a bfloat16 sum of many small numbers
/// loses them. Disposing frees the gradients; the model keeps the flat weights.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    private readonly FlatWeights _weights;
    private readonly Tensor _modelGradient;

    public FlatParameters(nn.Module module)
        : this(module.named_parameters(), sums: true)
    {
    }

    /// <param name="trainable">All of one dtype. Other parameters stay as they are (<see cref="CausalDecoder.Trainable"/>).</param>
    /// <param name="sums">Whether gradients are summed here; otherwise <see cref="ModelGradient"/> is read after each backward pass and
    /// summed elsewhere.</param>
    public FlatParameters(IEnumerable<(string name, Parameter parameter)> trainable, bool sums = true)
    {
        _weights = new FlatWeights(trainable);
        var (type, device) = (Weights.dtype, Weights.device);
        StateType = type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

        // Only now: the parameters' own memory has just been freed.
        _modelGradient = zeros(Count, dtype: type, device: device).DetachFromDisposeScope();
        Gradient = type == StateType || !sums ? _modelGradient : zeros(Count, dtype: StateType, device: device).DetachFromDisposeScope();
        foreach (var (parameter, slice) in _weights.Views)
        {
            using var scope = NewDisposeScope();
            parameter.grad = View(_modelGradient, slice);
        }
    }

    /// <inheritdoc cref="FlatWeights.Flat"/>
    public Tensor Weights => _weights.Flat;

    /// <summary>[P], the sum of the micro-batches so far; F32 (F64 for a model in F64).</summary>
    public Tensor Gradient { get; }

    /// <summary>[P], what backward passes add to, in the model's dtype.</summary>
    public Tensor ModelGradient => _modelGradient;

    /// <summary>Dtype of gradient sums and optimizer state.</summary>
    public ScalarType StateType { get; }

    /// <inheritdoc cref="FlatWeights.Decayed"/>
    public long Decayed => _weights.Decayed;

    /// <summary>Number of elements P; up to 31 zeros lie between parameters.</summary>
    public long Count => Weights.numel();

    public IReadOnlyList<FlatSlice> Slices => [.. _weights.Views.Select(view => view.Slice)];

    /// <summary>Call after each backward pass: adds the model's gradient to <see cref="Gradient"/> where they differ in dtype.</summary>
    public void Accumulate()
    {
        if (ReferenceEquals(_modelGradient, Gradient))
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var off = no_grad();
        Gradient.add_(_modelGradient, Scalars.One);
        _modelGradient.zero_();
    }

    public void ZeroGradient()
    {
        using var scope = NewDisposeScope(); // zero_ returns a new handle, which would keep the buffer alive
        using var off = no_grad();
        _modelGradient.zero_();
        Gradient.zero_();
    }

    /// <summary>A view of a flat tensor [P] in the shape of one parameter.</summary>
    public static Tensor View(Tensor flat, FlatSlice slice)
    {
        using var part = flat.narrow(0, slice.Offset, slice.Count);
        return part.view([.. slice.Shape]);
    }

    public void Dispose()
    {
        foreach (var (parameter, _) in _weights.Views)
        {
            parameter.grad = null;
        }

        _modelGradient.Dispose();
        Gradient.Dispose();
        _weights.Dispose();
    }
}
