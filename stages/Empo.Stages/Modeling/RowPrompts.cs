using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>Prompts that were read and wait for their rows.</summary>
/// <param name="Layers">Keys and values per layer, [n, P, 2 KV d] after the rotation; shorter prompts are padded on the right.</param>
/// <param name="Logits">[n, V] F32 of each prompt's last token.</param>
/// <param name="Lengths">Tokens of each prompt.</param>
internal sealed record RowPrompts(Tensor[] Layers, Tensor Logits, IReadOnlyList<long> Lengths) : IDisposable
{
    /// <summary>P.</summary>
    public long Width => Layers[0].shape[1];

    /// <summary>A copy of the last prompt alone.</summary>
    public RowPrompts Last()
    {
        using var scope = NewDisposeScope();
        var last = Lengths.Count - 1;
        return new(
            [.. Layers.Select(layer => layer.narrow(0, last, 1).narrow(1, 0, Lengths[last]).clone().DetachFromDisposeScope())],
            Logits.narrow(0, last, 1).clone().DetachFromDisposeScope(),
            [Lengths[last]]
        );
    }

    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Dispose();
        }

        Logits.Dispose();
    }
}
