using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// A model's parameters as views of one flat buffer. Matrices come first, then norms and biases (one dimension), so that weight decay is
/// one operation on a prefix. The model keeps the buffer when this is disposed.
/// </summary>
internal sealed class FlatWeights : IDisposable
{
    /// <summary>
    /// In elements. Each parameter starts at a multiple of 64 bytes even in bfloat16, as a separate tensor would. The last bits of a matrix
    /// product can depend on alignment, and a policy in memory must compute the same bits as the same policy read from disk.
    /// </summary>
    private const int Alignment = 32;

    private readonly List<(Parameter Parameter, FlatSlice Slice)> _views = [];

    /// <param name="trainable">All of one dtype. Other parameters stay as they are.</param>
    public FlatWeights(IEnumerable<(string name, Parameter parameter)> trainable)
    {
        var parameters = trainable.OrderBy(item => item.parameter.dim() < 2).ToList(); // a stable sort
        var (type, device) = (parameters[0].parameter.dtype, parameters[0].parameter.device);
        if (parameters.Find(item => item.parameter.dtype != type) is { name: not null } other)
        {
            throw new InvalidOperationException(
                $"Parameter {other.name} is {other.parameter.dtype}, the first one {type}: a model has one dtype."
            );
        }

        Flat = zeros(parameters.Sum(item => Aligned(item.parameter.numel())), dtype: type, device: device).DetachFromDisposeScope();
        var offset = 0L;
        foreach (var (name, parameter) in parameters)
        {
            var slice = new FlatSlice(name, offset, parameter.shape);
            Attach(parameter, slice);
            _views.Add((parameter, slice));
            offset += Aligned(slice.Count);
            Decayed = parameter.dim() < 2 ? Decayed : offset;
        }
    }

    /// <summary>[P], in the model's dtype; the model computes with it. Up to 31 zeros lie between parameters.</summary>
    public Tensor Flat { get; }

    /// <summary>Number of elements, from the start, that belong to matrices and are decayed; norms and biases follow.</summary>
    public long Decayed { get; }

    /// <summary>Each parameter and its place.</summary>
    public IReadOnlyList<(Parameter Parameter, FlatSlice Slice)> Views => _views;

    public void Dispose() => Flat.Dispose();

    private static long Aligned(long count) => (count + Alignment - 1) / Alignment * Alignment;

    private void Attach(Parameter parameter, FlatSlice slice)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var view = FlatParameters.View(Flat, slice);
        view.copy_(parameter);
        parameter.set_(view);
    }
}
