using Empo.Stages.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// A model's parameters as views of one flat weight buffer, and their gradients as views of one flat gradient buffer:
/// clearing, clipping, the optimizer step and a copy are one operation each instead of one for every parameter.
/// Matrices come first, then norms and biases (one dimension), so that weight decay is one operation on a prefix.
/// For a model in bfloat16 the gradients of each micro-batch are added into an F32 buffer, because a bfloat16 sum of many small numbers
/// loses them. Disposing frees the gradients; the model keeps the flat weights.
/// </summary>
internal sealed class FlatParameters : IDisposable
{
    /// <summary>
    /// In elements. Each parameter starts at a multiple of 64 bytes even in bfloat16, as a separate tensor would. The last bits of a matrix
    /// product can depend on alignment, and a policy in memory must compute the same bits as the same policy read from disk.
    /// </summary>
    private const int Alignment = 32;

    private readonly List<(Parameter Parameter, FlatSlice Slice)> _views = [];
    private readonly Tensor _modelGradient;

    public FlatParameters(nn.Module module)
        : this(module.named_parameters())
    {
    }

    /// <param name="trainable">All of one dtype. Other parameters stay as they are (<see cref="CausalDecoder.Trainable"/>).</param>
    public FlatParameters(IEnumerable<(string name, Parameter parameter)> trainable)
    {
        var parameters = trainable.OrderBy(item => item.parameter.dim() < 2).ToList(); // a stable sort
        var (type, device) = (parameters[0].parameter.dtype, parameters[0].parameter.device);
        if (parameters.Find(item => item.parameter.dtype != type) is { name: not null } other)
        {
            throw new InvalidOperationException(
                $"Parameter {other.name} is {other.parameter.dtype}, the first one {type}: a model has one dtype."
            );
        }

        var count = parameters.Sum(item => Aligned(item.parameter.numel()));
        StateType = type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Weights = zeros(count, dtype: type, device: device).DetachFromDisposeScope();
        var offset = 0L;
        foreach (var (name, parameter) in parameters)
        {
            var slice = new FlatSlice(name, offset, parameter.shape);
            Attach(parameter, slice);
            _views.Add((parameter, slice));
            offset += Aligned(slice.Count);
            Decayed = parameter.dim() < 2 ? Decayed : offset;
        }

        // Only now: the parameters' own memory has just been freed.
        _modelGradient = zeros(count, dtype: type, device: device).DetachFromDisposeScope();
        Gradient = type == StateType ? _modelGradient : zeros(count, dtype: StateType, device: device).DetachFromDisposeScope();
        foreach (var (parameter, slice) in _views)
        {
            using var scope = NewDisposeScope();
            parameter.grad = View(_modelGradient, slice);
        }
    }

    /// <summary>[P], in the model's dtype; the model computes with it.</summary>
    public Tensor Weights { get; }

    /// <summary>[P], the sum of the micro-batches so far; F32 (F64 for a model in F64).</summary>
    public Tensor Gradient { get; }

    /// <summary>Dtype of gradient sums and optimizer state.</summary>
    public ScalarType StateType { get; }

    /// <summary>Number of elements, from the start, that belong to matrices and are decayed; norms and biases follow.</summary>
    public long Decayed { get; }

    /// <summary>Number of elements P; up to 31 zeros lie between parameters.</summary>
    public long Count => Weights.numel();

    public IReadOnlyList<FlatSlice> Slices => [.. _views.Select(view => view.Slice)];

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
        foreach (var (parameter, _) in _views)
        {
            parameter.grad = null;
        }

        _modelGradient.Dispose();
        Gradient.Dispose();
        Weights.Dispose();
    }

    private static long Aligned(long count) => (count + Alignment - 1) / Alignment * Alignment;

    private void Attach(Parameter parameter, FlatSlice slice)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var view = View(Weights, slice);
        view.copy_(parameter);
        parameter.set_(view);
    }
}
