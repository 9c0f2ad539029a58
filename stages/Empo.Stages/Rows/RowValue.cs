using System.Globalization;

namespace Empo.Stages.Rows;

/// <summary>
/// A value of a row, from any kind of file. Numbers from text files keep their spelling, so that an answer <c>0.50</c> stays <c>0.50</c>.
/// Lists of numbers from Parquet are held as one array.
/// </summary>
internal sealed class RowValue
{
    private readonly object? _value;

    private RowValue(object? value) => _value = value;

    public static RowValue Null { get; } = new(null);

    /// <summary>Bytes that are not text: neither null nor any other value.</summary>
    public static RowValue Undecodable { get; } = new(DBNull.Value);

    public bool IsNull => _value is null;

    /// <summary>Whether it is NaN, which Python writes for a missing value.</summary>
    public bool IsNotANumber => _value is double.NaN;

    /// <summary>The text, or null where the value is something else.</summary>
    public string? Text => _value as string;

    /// <summary>A text, a number as written, or <c>true</c> or <c>false</c>; null for anything else.</summary>
    public string? Scalar => _value switch
    {
        string text => text,
        Numeral numeral => numeral.Text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => null,
    };

    /// <summary>A whole number, also one written as text (CSV); null for anything else.</summary>
    public long? Integer =>
        _value switch
        {
            long number => number,
            Numeral or string => long.TryParse(Scalar, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : null,
            _ => null,
        };

    /// <summary>A number, also one written as text (CSV); null for anything else.</summary>
    public double? Number => _value switch
    {
        long number => number,
        double number => number,
        Numeral or string => double.TryParse(Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => null,
    };

    /// <summary>The entries of a list, or null where the value is not a list.</summary>
    public IReadOnlyList<RowValue>? Items => _value switch
    {
        RowValue[] items => items,
        long[] numbers => [.. numbers.Select(Of)],
        double[] numbers => [.. numbers.Select(Of)],
        _ => null,
    };

    /// <summary>Fields of a structure by name, or null where the value is not a structure.</summary>
    public IReadOnlyDictionary<string, RowValue>? Fields => _value as Dictionary<string, RowValue>;

    public static RowValue Of(string? text) => text is null ? Null : new(text);

    public static RowValue Of(long number) => new(number);

    public static RowValue Of(double number) => new(number);

    public static RowValue Of(bool flag) => new(flag);

    public static RowValue Of(RowValue[] items) => new(items);

    public static RowValue Of(long[] numbers) => new(numbers);

    public static RowValue Of(double[] numbers) => new(numbers);

    public static RowValue Of(Dictionary<string, RowValue> fields) => new(fields);

    /// <summary>A number with its spelling from a text file.</summary>
    public static RowValue OfNumeral(string text) => new(new Numeral(text));

    /// <summary>The whole numbers of a list, such as token ids; null where the value is not such a list.</summary>
    public int[]? Integers() =>
        Convert(
            _value is long[] numbers && !numbers.Any(number => number is < int.MinValue or > int.MaxValue) ? numbers : null,
            number => (int)number,
            item => item.Integer is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null
        );

    /// <summary>The numbers of a list, such as log-probabilities; null where the value is not such a list.</summary>
    public double[]? Numbers() => _value as double[] ?? Convert(_value as long[], number => (double)number, item => item.Number);

    private T[]? Convert<T>(long[]? whole, Func<long, T> direct, Func<RowValue, T?> each)
        where T : struct
    {
        if (whole is not null)
        {
            return Array.ConvertAll(whole, number => direct(number));
        }

        if (Items is not { } items)
        {
            return null;
        }

        var numbers = new T[items.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (each(items[i]) is not { } number)
            {
                return null;
            }

            numbers[i] = number;
        }

        return numbers;
    }

    private sealed record Numeral(string Text);
}
