using Empo.Models;
using static TorchSharp.torch;

namespace Empo.Stages.Modeling;

/// <summary>
/// Keys and values of rows that begin and end at different times: each row holds its prompt and its response one after the other, and has
/// its own position. A row that ended can be given another prompt at once.
/// </summary>
internal sealed class RowCache : IDisposable
{
    private const int FirstCapacity = 128;

    /// <summary>Attention reads whole blocks of positions, so that few shapes occur.</summary>
    private const int Block = 32;

    private readonly DecoderConfig _config;
    private readonly ScalarType _dtype;
    private readonly Device _device;
    private readonly int _most;
    private readonly Tensor[] _layers; // per layer [R, C, 2 KV d]: the keys of all heads, then the values
    private int[] _lengths;            // tokens cached in each row
    private Tensor _mask;              // [R, C]: 0 where a token is, -∞ elsewhere
    private Tensor _positions;         // [R] int64: where the next token of a row goes
    private Tensor _starts;            // [R] int64: the row's first place in [R C]

    /// <param name="config">Shape of the decoder.</param>
    /// <param name="dtype">Type of keys and values.</param>
    /// <param name="device">Where they are.</param>
    /// <param name="rows">R.</param>
    /// <param name="most">Longest prompt and response together, at most the model's positions.</param>
    public RowCache(DecoderConfig config, ScalarType dtype, Device device, int rows, int most)
    {
        (_config, _dtype, _device, _most, _lengths) = (config, dtype, device, most, new int[rows]);
        var capacity = Math.Min(FirstCapacity, most);
        using var scope = NewDisposeScope();
        _layers = [.. Enumerable.Range(0, config.Layers).Select(_ => Zeros(rows, capacity).DetachFromDisposeScope())];
        _mask = Closed(rows, capacity).DetachFromDisposeScope();
        _positions = zeros([rows], ScalarType.Int64, device).DetachFromDisposeScope();
        _starts = Starts(rows, capacity).DetachFromDisposeScope();
    }

    public int Rows => _lengths.Length;

    /// <summary>C: positions that there is room for in each row.</summary>
    public int Capacity => (int)_mask.shape[1];

    /// <summary>Positions that the next step's attention reads: those of the longest of the given rows, in whole blocks.</summary>
    public int Span(IEnumerable<int> rows) =>
        Math.Min(Capacity, (rows.Max(row => _lengths[row]) + 1 + Block - 1) / Block * Block);

    /// <summary>[R] int64: position of the token that a step writes.</summary>
    public Tensor Positions => _positions;

    /// <summary>Keys and values of a layer as a list of places, [R C, 2 KV d].</summary>
    public Tensor Places(int layer) => _layers[layer].view(-1, _layers[layer].shape[2]);

    /// <summary>The first positions of all rows as [R, KV, span, d] each; views.</summary>
    public (Tensor Keys, Tensor Values) Read(int layer, int span)
    {
        var heads = _layers[layer].narrow(1, 0, span).view(Rows, span, 2 * _config.KeyValueHeads, _config.HeadSize).transpose(1, 2);
        return (heads.narrow(1, 0, _config.KeyValueHeads), heads.narrow(1, _config.KeyValueHeads, _config.KeyValueHeads));
    }

    /// <summary>[R, 1, 1, span], to be added to attention scores; a view.</summary>
    public Tensor Mask(int span) => _mask.narrow(1, 0, span).view(Rows, 1, 1, span);

    /// <summary>As <see cref="Mask(int)"/>, and -∞ where a key is not among the last of a window before the row's next token.</summary>
    public Tensor Mask(int span, int window)
    {
        using var scope = NewDisposeScope();
        // [1, span] against [R, 1]
        var places = Scalars.With(span, end => arange(Scalars.Zero, end, Scalars.One, ScalarType.Int64, _device)).unsqueeze(0);
        // Rows without a response are far ahead; they see something too, because attention over nothing is not a number.
        var queries = _positions.clamp_max(Scalars.Of(span - 1));
        var outside = places.le(queries.sub(Scalars.Of(window)).unsqueeze(1));
        return _mask.narrow(1, 0, span).masked_fill(outside, Scalars.Of(float.NegativeInfinity)).view(Rows, 1, 1, span)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Makes room for the token that a step writes, and lets attention see it. Returns its place in <see cref="Places"/>, [R] int64.
    /// </summary>
    /// <param name="rows">The rows whose result is read.</param>
    public Tensor Open(IEnumerable<int> rows)
    {
        Reserve(rows.Max(row => _lengths[row]) + 1);
        using var scope = NewDisposeScope();
        _positions.clamp_max_(Scalars.Of(Capacity - 1)); // rows without a response go on counting
        var place = _starts.add(_positions, Scalars.One);
        _mask.view(-1).index_fill_(0, place, Scalars.Zero);
        return place.MoveToOuterDisposeScope();
    }

    /// <summary>The tokens of a step are in the cache.</summary>
    public void Advance()
    {
        using var scope = NewDisposeScope();
        _positions.add_(Scalars.One, Scalars.One);
        for (var row = 0; row < Rows; row++)
        {
            _lengths[row]++;
        }
    }

    /// <summary>Gives rows a prompt each, in place of what they held.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="prompts">Keys and values of prompts.</param>
    /// <param name="sources">For each row, which of the prompts.</param>
    public void Admit(int[] rows, RowPrompts prompts, int[] sources)
    {
        Reserve((int)prompts.Width + 1);
        using var scope = NewDisposeScope();
        var (to, from) = (tensor(Longs(rows), device: _device), tensor(Longs(sources), device: _device));
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            using var step = NewDisposeScope();
            _layers[layer].narrow(1, 0, prompts.Width).index_copy_(0, to, prompts.Layers[layer].index_select(0, from));
        }

        long[] lengths = [.. sources.Select(source => prompts.Lengths[source])];
        var given = tensor(lengths, device: _device);
        _positions.index_copy_(0, to, given);
        // [1, C] against [n, 1]
        var places = Scalars.With(Capacity, end => arange(Scalars.Zero, end, Scalars.One, ScalarType.Int64, _device)).unsqueeze(0);
        _mask.index_copy_(0, to, Closed(rows.Length, Capacity).masked_fill_(places.lt(given.unsqueeze(1)), Scalars.Zero));
        foreach (var (row, length) in rows.Zip(lengths))
        {
            _lengths[row] = (int)length;
        }
    }

    /// <summary>Keeps these rows only, in this order.</summary>
    public void Keep(int[] rows)
    {
        using var scope = NewDisposeScope();
        var index = tensor(Longs(rows), device: _device);
        Replace(old => old.index_select(0, index));
        _mask = Replaced(_mask, old => old.index_select(0, index));
        _positions = Replaced(_positions, old => old.index_select(0, index));
        _lengths = [.. rows.Select(row => _lengths[row])];
        _starts = Replaced(_starts, _ => Starts(rows.Length, Capacity));
    }

    public void Dispose()
    {
        foreach (var layer in _layers)
        {
            layer.Dispose();
        }

        _mask.Dispose();
        _positions.Dispose();
        _starts.Dispose();
    }

    /// <summary>Room for so many positions in each row, doubled where it is less.</summary>
    private void Reserve(int positions)
    {
        var capacity = Capacity;
        if (positions <= capacity)
        {
            return;
        }

        var larger = Math.Min(_most, Math.Max(positions, capacity * 2));
        using var scope = NewDisposeScope();
        Replace(old =>
        {
            var grown = Zeros(Rows, larger);
            grown.narrow(1, 0, capacity).copy_(old);
            return grown;
        });
        _mask = Replaced(_mask, old =>
        {
            var grown = Closed(Rows, larger);
            grown.narrow(1, 0, capacity).copy_(old);
            return grown;
        });
        _starts = Replaced(_starts, _ => Starts(Rows, larger));
    }

    private void Replace(Func<Tensor, Tensor> make)
    {
        for (var i = 0; i < _layers.Length; i++)
        {
            _layers[i] = Replaced(_layers[i], make);
        }
    }

    private static Tensor Replaced(Tensor old, Func<Tensor, Tensor> make)
    {
        using var owned = old;
        return make(old).DetachFromDisposeScope();
    }

    /// <summary>Zeros and not what was in memory: attention multiplies places that it does not see by 0, and 0 · NaN is NaN.</summary>
    private Tensor Zeros(int rows, int capacity) =>
        zeros([rows, capacity, 2 * _config.KeyValueHeads * _config.HeadSize], _dtype, _device);

    private Tensor Closed(int rows, int capacity) => full([rows, capacity], Scalars.Of(float.NegativeInfinity), _dtype, _device);

    private Tensor Starts(int rows, int capacity) =>
        Scalars.With((long)rows * capacity, end => arange(Scalars.Zero, end, Scalars.Of(capacity), ScalarType.Int64, _device));

    private static long[] Longs(int[] numbers) => [.. numbers.Select(number => (long)number)];
}
