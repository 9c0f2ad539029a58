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
    private readonly Tensor? _modelGradient; // null where it comes by layers
    private readonly Tensor? _gradient;

    public FlatParameters(nn.Module module)
        : this(module.named_parameters(), sums: true)
    {
    }

    /// <param name="trainable">All of one dtype. Other parameters stay as they are (<see cref="CausalDecoder.Trainable"/>).</param>
    /// <param name="sums">Whether gradients are summed here; otherwise they are read after each backward pass and summed elsewhere.</param>
    /// <param name="byLayer">Whether gradients come by <see cref="Layers"/>, which every backward pass must then tell of its layers, and
    /// are read section by section: for a model whose gradient has fewer bits than their sum, or whose sum is elsewhere.</param>
    /// <param name="leastSection">Fewest elements of a section of layers.</param>
    public FlatParameters(
        IEnumerable<(string name, Parameter parameter)> trainable,
        bool sums = true,
        bool byLayer = false,
        long leastSection = GradientSection.Least
    )
    {
        _weights = new FlatWeights(trainable);
        var (type, device) = (Weights.dtype, Weights.device);
        StateType = type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Sections = GradientSection.Divide(Slices, Count, leastSection);
        byLayer &= Sections.Any(section => section.Layers is not null);

        // Only now: the parameters' own memory has just been freed.
        Tensor Buffer(ScalarType of) => zeros(Count, dtype: of, device: device).DetachFromDisposeScope();
        Layers = byLayer ? new LayerGradients(_weights.Views, Sections) : null;
        _modelGradient = byLayer ? null : Buffer(type);
        _gradient = !sums || (type == StateType && !byLayer) ? _modelGradient : Buffer(StateType);
        if (_modelGradient is not null)
        {
            foreach (var (parameter, slice) in _weights.Views)
            {
                using var scope = NewDisposeScope();
                parameter.grad = View(_modelGradient, slice);
            }
        }
    }

    /// <inheritdoc cref="FlatWeights.Flat"/>
    public Tensor Weights => _weights.Flat;

    /// <summary>[P], the sum of the micro-batches so far; F32 (F64 for a model in F64).</summary>
    public Tensor Gradient => _gradient ?? throw new InvalidOperationException("The gradients are summed elsewhere.");

    /// <summary>[P], what backward passes add to, in the model's dtype; null where it comes by <see cref="Layers"/>.</summary>
    public Tensor? ModelGradient => _modelGradient;

    /// <summary>The model's gradient by layers; null where there is a buffer for all of it.</summary>
    public LayerGradients? Layers { get; }

    /// <summary>The flat buffer in runs whose gradient is final at one time.</summary>
    public IReadOnlyList<GradientSection> Sections { get; }

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
        if (_modelGradient is not null)
        {
            Gradient.add_(_modelGradient, Scalars.One);
            _modelGradient.zero_();
            return;
        }

        foreach (var (section, gradient) in Layers!.AtEnd)
        {
            Accumulate(section, gradient);
        }

        Layers.Zero();
    }

    /// <summary>Adds the gradient [n] of a section to <see cref="Gradient"/>.</summary>
    public void Accumulate(GradientSection section, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Gradient.narrow(0, section.Start, section.Count).add_(gradient, Scalars.One);
    }

    /// <summary>What backward passes have added for one parameter that is final at their end only, [n].</summary>
    public Tensor ModelGradientOf(FlatSlice slice)
    {
        if (_modelGradient is not null)
        {
            return _modelGradient.narrow(0, slice.Offset, slice.Count);
        }

        var (section, gradient) = Layers!.AtEnd.First(item =>
            item.Key.Start <= slice.Offset && slice.Offset < item.Key.Start + item.Key.Count
        );
        return gradient.narrow(0, slice.Offset - section.Start, slice.Count);
    }

    public void ZeroGradient()
    {
        using var scope = NewDisposeScope(); // zero_ returns a new handle, which would keep the buffer alive
        using var off = no_grad();
        ZeroModelGradient();
        _gradient?.zero_();
    }

    /// <summary>Clears what the next backward pass adds to.</summary>
    public void ZeroModelGradient()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        _modelGradient?.zero_();
        Layers?.Zero();
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

        _modelGradient?.Dispose();
        _gradient?.Dispose();
        Layers?.Dispose();
        _weights.Dispose();
    }
}
