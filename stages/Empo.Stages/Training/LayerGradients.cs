using Empo.Stages.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>
/// The gradients of a recomputing backward pass without a buffer for all of them. A section of layers has one of two buffers while the
/// pass is in it, in turn, so that one can be read while the other is filled; what is final at the end of the pass only has its own.
/// </summary>
internal sealed class LayerGradients : ILayerWatch, IDisposable
{
    private const int Turns = 2;
    private readonly IReadOnlyList<(GradientSection Section, IReadOnlyList<(Parameter Parameter, FlatSlice Slice)> Views)> _sections;
    private readonly Dictionary<GradientSection, Tensor> _atEnd = new(ReferenceEqualityComparer.Instance);
    private readonly Tensor[] _turns;
    private readonly int _layers;
    private int _begun;

    /// <param name="views">The parameters.</param>
    /// <param name="sections">All of the flat buffer.</param>
    public LayerGradients(IReadOnlyList<(Parameter Parameter, FlatSlice Slice)> views, IReadOnlyList<GradientSection> sections)
    {
        var (type, device) = (views[0].Parameter.dtype, views[0].Parameter.device);
        Tensor Buffer(long count) => zeros(count, dtype: type, device: device).DetachFromDisposeScope();
        _sections = [.. sections.Select(section => (section, Of(views, section)))];
        _turns = [.. Enumerable.Range(0, Turns).Select(_ => Buffer(sections.Max(section => section.Layers is null ? 0 : section.Count)))];
        _layers = sections.Max(section => section.Layers?.Last + 1 ?? 0);
        foreach (var (section, own) in _sections.Where(item => item.Section.Layers is null))
        {
            _atEnd[section] = Buffer(section.Count);
            Attach(own, section, _atEnd[section]);
        }
    }

    /// <summary>Called with each section of layers and its gradient [n] when it is final. The gradient is kept until the section after the
    /// next one begins.</summary>
    public Action<GradientSection, Tensor>? Ended { get; set; }

    /// <summary>The sections that are final at the end of the pass, and their gradients [n].</summary>
    public IReadOnlyDictionary<GradientSection, Tensor> AtEnd => _atEnd;

    public void Begin(int layer)
    {
        var (section, views) = Holding(layer);
        if (layer == section.Layers!.Value.Last)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            _begun++;
            Attach(views, section, Turn(section).zero_());
        }
    }

    public void End(int layer)
    {
        var (section, _) = Holding(layer);
        if (layer == section.Layers!.Value.First)
        {
            using var scope = NewDisposeScope();
            Ended?.Invoke(section, Turn(section));
        }
    }

    /// <summary>Goes through all sections as a backward pass does, with gradients of 0.</summary>
    public void Pass()
    {
        for (var layer = _layers - 1; layer >= 0; layer--)
        {
            Begin(layer);
            End(layer);
        }
    }

    /// <summary>Clears what passes add to from one to the next.</summary>
    public void Zero()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var gradient in _atEnd.Values)
        {
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var gradient in _atEnd.Values.Concat(_turns))
        {
            gradient.Dispose();
        }
    }

    private Tensor Turn(GradientSection section) => _turns[_begun % Turns].narrow(0, 0, section.Count);

    private (GradientSection Section, IReadOnlyList<(Parameter Parameter, FlatSlice Slice)> Views) Holding(int layer) =>
        _sections.First(item => item.Section.Layers is { } layers && layers.First <= layer && layer <= layers.Last);

    private static List<(Parameter, FlatSlice)> Of(IEnumerable<(Parameter, FlatSlice Slice)> views, GradientSection section) =>
        [.. views.Where(view => view.Slice.Offset >= section.Start && view.Slice.Offset < section.Start + section.Count)];

    private static void Attach(IEnumerable<(Parameter, FlatSlice)> views, GradientSection section, Tensor gradient)
    {
        foreach (var (parameter, slice) in views)
        {
            using var scope = NewDisposeScope();
            parameter.grad = FlatParameters.View(gradient, slice with { Offset = slice.Offset - section.Start });
        }
    }
}
