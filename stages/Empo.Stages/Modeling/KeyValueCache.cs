using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// Keys and values of a batch. Rows come in groups of S that share one prompt: G groups, R = G · S rows. Keys and values of the prompt are
/// held once per group, those of the response once per row, so a step reads the prompt once for S samples.
/// </summary>
internal sealed class KeyValueCache : IDisposable
{
    private const int FirstCapacity = 64;
    private readonly int _keyValueHeads;
    private readonly int _headSize;
    private readonly int _mostTokens;

    /// <param name="config">Shape of the decoder.</param>
    /// <param name="prompts">The cache takes ownership.</param>
    /// <param name="groupSize">S.</param>
    /// <param name="mostTokens">Longest response.</param>
    public KeyValueCache(DecoderConfig config, PromptCache prompts, int groupSize, int mostTokens)
    {
        (_keyValueHeads, _headSize, _mostTokens) = (config.KeyValueHeads, config.HeadSize, mostTokens);
        (PromptKeys, PromptValues, PromptLengths, GroupSize) = (prompts.Keys, prompts.Values, prompts.Lengths, groupSize);
        PromptMask = Mask(PromptKeys[0], PromptLengths);
        var capacity = Math.Min(FirstCapacity, mostTokens);
        Responses =
        [
            .. PromptKeys.Select(keys =>
                empty([2, Rows, _keyValueHeads, capacity, _headSize], keys.dtype, keys.device).DetachFromDisposeScope()
            ),
        ];
    }

    public Tensor[] PromptKeys { get; private set; }

    public Tensor[] PromptValues { get; private set; }

    /// <summary>Per layer keys and values [2, R, KV, capacity, d]; the first <see cref="Length"/> positions are filled.</summary>
    public Tensor[] Responses { get; private set; }

    /// <summary>[G, 1, 1, 1, P]: 0 at tokens, -∞ at padding; null where all prompts are equally long.</summary>
    public Tensor? PromptMask { get; private set; }

    public IReadOnlyList<long> PromptLengths { get; private set; }

    /// <summary>Response tokens cached so far; the next one goes to this index.</summary>
    public int Length { get; set; }

    public int GroupSize { get; private set; }

    public int Groups => PromptLengths.Count;

    public int Rows => Groups * GroupSize;

    /// <summary>Makes room for one more token, doubling the capacity where it is full.</summary>
    public void Reserve()
    {
        var capacity = (int)Responses[0].shape[3];
        if (Length < capacity)
        {
            return;
        }

        var larger = Math.Min(_mostTokens, capacity * 2);
        Replace(Responses, old =>
        {
            var grown = empty([2, Rows, _keyValueHeads, larger, _headSize], old.dtype, old.device);
            grown.narrow(3, 0, capacity).copy_(old);
            return grown;
        });
    }

    /// <summary>
    /// Rearranges the sequences: new group i gets the prompt of old group <paramref name="groups"/>[i], new row j the response of old row
    /// <paramref name="rows"/>[j]. Rows may be left out or repeated.
    /// </summary>
    public void Rearrange(long[] groups, long[] rows, int groupSize)
    {
        using var scope = NewDisposeScope();
        var device = PromptKeys[0].device;
        if (!groups.SequenceEqual(Enumerable.Range(0, Groups).Select(i => (long)i)))
        {
            var groupIndex = tensor(groups, device: device);
            Replace(PromptKeys, old => old.index_select(0, groupIndex));
            Replace(PromptValues, old => old.index_select(0, groupIndex));
            PromptLengths = [.. groups.Select(group => PromptLengths[(int)group])];
            PromptMask?.Dispose();
            PromptMask = Mask(PromptKeys[0], PromptLengths);
        }

        GroupSize = groupSize;
        var rowIndex = tensor(rows, device: device);
        Replace(Responses, old => old.index_select(1, rowIndex));
    }

    public void Dispose()
    {
        foreach (var tensor in PromptKeys.Concat(PromptValues).Concat(Responses))
        {
            tensor.Dispose();
        }

        PromptMask?.Dispose();
    }

    private static void Replace(Tensor[] tensors, Func<Tensor, Tensor> make)
    {
        for (var i = 0; i < tensors.Length; i++)
        {
            using var old = tensors[i];
            tensors[i] = make(old).DetachFromDisposeScope();
        }
    }

    private static Tensor? Mask(Tensor keys, IReadOnlyList<long> lengths)
    {
        var longest = keys.shape[2];
        if (lengths.All(length => length == longest))
        {
            return null;
        }

        using var scope = NewDisposeScope();
        // [1, P]
        var positions = Scalars.With(longest, end => arange(Scalars.Zero, end, Scalars.One, ScalarType.Int64, keys.device)).unsqueeze(0);
        // [G, P]
        var padded = positions.ge(tensor(lengths.ToArray(), device: keys.device).unsqueeze(1));
        return zeros([lengths.Count, longest], ScalarType.Float32, keys.device)
            .masked_fill_(padded, Scalars.Of(float.NegativeInfinity))
            .view(-1, 1, 1, 1, longest)
            .DetachFromDisposeScope();
    }
}
