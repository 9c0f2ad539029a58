using System.Globalization;
using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// The LoRA adapters of a decoder, by the name of their projection (<c>model.layers.0.self_attn.q_proj</c>). While a decoder has adapters,
/// training changes only them; the decoder's own weights are frozen and are not copied.
/// </summary>
internal sealed class DecoderAdapters : IDisposable
{
    private readonly List<(string Name, Projection Projection, LowRankAdapter Adapter)> _adapters = [];
    private readonly CausalDecoder _decoder;

    /// <summary>Attaches adapters whose matrices are zero. Called by <see cref="CausalDecoder.AttachAdapters"/>.</summary>
    internal DecoderAdapters(CausalDecoder decoder, LoraConfig config)
    {
        (_decoder, Config) = (decoder, config);
        foreach (var (name, projection) in Projections(decoder).Where(item => config.Adapts(item.Name)))
        {
            var adapter = new LowRankAdapter(projection.weight.shape[1], projection.weight.shape[0], config, decoder.Dtype, decoder.Device);
            projection.Adapter = adapter;
            _adapters.Add((name, projection, adapter));
        }

        Freeze(true);
    }

    public LoraConfig Config { get; }

    /// <summary>
    /// Two for each adapter, named <c>&lt;projection&gt;.lora_A.weight</c> and <c>.lora_B.weight</c>, in the order of the forward pass.
    /// </summary>
    public IEnumerable<(string name, TorchSharp.Modules.Parameter parameter)> Parameters => _adapters.SelectMany(item =>
        new[] { ($"{item.Name}.lora_A.weight", item.Adapter.A), ($"{item.Name}.lora_B.weight", item.Adapter.B) });

    /// <summary>Merges s B A into the frozen weights, rounded to the model's type once. This cannot be undone.</summary>
    public void AddToWeights()
    {
        using var guard = no_grad();
        foreach (var (_, projection, adapter) in _adapters)
        {
            using var scope = NewDisposeScope();
            projection.weight.copy_(projection.MergedWeight());
            adapter.B.zero_();
        }
    }

    /// <summary>Detaches all adapters and unfreezes the decoder's own weights.</summary>
    public void Dispose()
    {
        foreach (var (_, projection, adapter) in _adapters)
        {
            projection.Adapter = null;
            adapter.Dispose();
        }

        _adapters.Clear();
        Freeze(false);
    }

    private void Freeze(bool frozen)
    {
        foreach (var (_, parameter) in _decoder.named_parameters())
        {
            parameter.requires_grad = !frozen;
        }
    }

    /// <summary>Every projection that can be adapted, in the order of the forward pass.</summary>
    public static IEnumerable<(string Name, Projection Projection)> Projections(CausalDecoder decoder)
    {
        var modules = decoder.named_modules().ToDictionary(item => item.name, item => item.module, StringComparer.Ordinal);
        return from layer in Enumerable.Range(0, decoder.Config.Layers)
               from projection in LayerProjection.Of(decoder.Config)
               let name = string.Create(CultureInfo.InvariantCulture, $"model.layers.{layer}.{projection.Path}")
               select (name, (Projection)modules[name]);
    }
}
