using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>
/// A point at which expressions are evaluated: each symbol has a fixed pseudo-random rational value there, a function of its name and the
/// point's number. The denominators are prime, so that no value is a short decimal by accident.
/// </summary>
internal sealed class SamplePoint(int index)
{
    /// <summary>
    /// Points used to compare expressions. Every symbol is negative at point 1 or at point 2, so that |x| differs from x for every name.
    /// </summary>
    public static IReadOnlyList<SamplePoint> All { get; } = [new(0), new(1), new(2)];

    // Most expressions need only the values of single letters at the three points.
    private static readonly Rational[][] Letters =
    [
        .. Enumerable
            .Range(0, 3)
            .Select(point => Enumerable.Range(0, 'z' + 1).Select(letter => Drawn((ulong)point, ((char)letter).ToString())).ToArray()),
    ];

    // A symbol that is bound to a value at this point; other symbols are looked up at the point from which this one was made.
    private SamplePoint? others;
    private string? bound;
    private Scalar boundValue;

    /// <summary>Value of a symbol: 11 to 61, ±2 to ±12, ±0 to ±3 at the points 0, 1, 2; the last two of opposite signs.</summary>
    public Scalar ValueOf(string symbol)
    {
        for (SamplePoint? point = this; point is { bound: not null }; point = point.others)
        {
            if (point.bound == symbol)
            {
                return point.boundValue;
            }
        }

        if (index > 2)
        {
            return Signed(symbol);
        }

        return symbol is [<= 'z' and var letter] ? Letters[index][letter] : Drawn((ulong)index, symbol);
    }

    private static Rational Drawn(ulong index, string symbol)
    {
        int share = 1 + (int)(CounterRandom.Bits(index, CounterRandom.Hash(symbol), 0, 0) % 1_007);
        int magnitude = index switch
        {
            0 => (11 * 1009) + (50 * share),
            1 => (2 * 1009) + (10 * share),
            _ => 3 * share,
        };
        bool isNegativeAtOne = (CounterRandom.Bits(1, CounterRandom.Hash(symbol), 0, 0) >> 40) % 2 == 0;
        return new Rational(index > 0 && isNegativeAtOne == (index == 1) ? -magnitude : magnitude, 1009);
    }

    // Points after the first three: the values of the first, with a random sign for each symbol.
    private Rational Signed(string symbol)
    {
        Rational value = All[0].ValueOf(symbol).Exact!.Value;
        return (CounterRandom.Bits((ulong)index, CounterRandom.Hash(symbol), 0, 0) >> 40) % 2 == 0 ? value : -value;
    }

    /// <summary>The same point with the absolute values of some symbols.</summary>
    public SamplePoint WithPositive(IReadOnlyList<string> symbols)
    {
        SamplePoint point = this;
        foreach (string symbol in symbols)
        {
            point = point.With(symbol, ValueOf(symbol).Exact is { } exact ? exact.Abs() : ValueOf(symbol));
        }

        return point;
    }

    /// <summary>The same point with a symbol set to a value.</summary>
    public SamplePoint With(string symbol, Scalar value) => new(index) { others = this, bound = symbol, boundValue = value };

    /// <summary>A pseudo-random value for something that cannot be computed, the same for the same spelling.</summary>
    public Scalar Opaque(string spelling) =>
        new Rational(1 + (long)(CounterRandom.Bits((ulong)index, CounterRandom.Hash(spelling), 1, 0) % 999_983), 10_007);
}
