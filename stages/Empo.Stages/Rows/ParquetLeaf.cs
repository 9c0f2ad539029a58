using System.Globalization;
using Parquet.Data;

namespace Empo.Stages.Rows;

/// <summary>The values of one column of a row group with their levels, and a read position.</summary>
/// <remarks>Levels are kept as read; text becomes a string only when it is taken.</remarks>
internal sealed class ParquetLeaf
{
    private readonly int[]? _definition;
    private readonly int[]? _repetition;
    private readonly Func<int, RowValue> _value;
    private readonly Func<int, int, RowValue>? _numbers;
    private readonly int _count;
    private int _entry;
    private int _next;

    private ParquetLeaf(
        (int[]? Definition, int[]? Repetition) levels,
        int values,
        Func<int, RowValue> value,
        Func<int, int, RowValue>? numbers
    )
    {
        (_definition, _repetition) = levels;
        (_value, _numbers, _count) = (value, numbers, _definition?.Length ?? values);
    }

    public bool AtEnd => _entry >= _count;

    /// <summary>Definition level of the next entry.</summary>
    public int Definition => AtEnd ? throw new InvalidDataException("a column ends before its row group") : _definition?[_entry] ?? 0;

    /// <summary>Repetition level of the next entry.</summary>
    public int Repetition => _repetition?[_entry] ?? 0;

    /// <param name="data">The column of one row group.</param>
    /// <param name="column">Its node in the schema, which says whether it has levels at all.</param>
    /// <exception cref="InvalidDataException">The column is of a type that has no counterpart here.</exception>
    public static ParquetLeaf Of(RawColumnData data, ParquetNode column) =>
        Of(
            data,
            (column.Definition > 0 ? data.DefinitionLevels.ToArray() : null, column.Repetition > 0 ? data.RepetitionLevels.ToArray() : null)
        );

    private static ParquetLeaf Of(RawColumnData data, (int[]? Definition, int[]? Repetition) levels) =>
        data switch
        {
            RawColumnData<ReadOnlyMemory<char>> text => Values(text, levels, value => RowValue.Of(value.ToString())),
            RawColumnData<ReadOnlyMemory<byte>> bytes => Values(bytes, levels, value =>
                TextEncoding.Utf8.Decode(value.Span) is { } text ? RowValue.Of(text) : RowValue.Undecodable
            ),
            RawColumnData<bool> flags => Values(flags, levels, RowValue.Of),
            RawColumnData<sbyte> numbers => Integers(numbers, levels, value => value),
            RawColumnData<byte> numbers => Integers(numbers, levels, value => value),
            RawColumnData<short> numbers => Integers(numbers, levels, value => value),
            RawColumnData<ushort> numbers => Integers(numbers, levels, value => value),
            RawColumnData<int> numbers => Integers(numbers, levels, value => value),
            RawColumnData<uint> numbers => Integers(numbers, levels, value => value),
            RawColumnData<long> numbers => Integers(numbers, levels, value => value),
            RawColumnData<ulong> numbers => Values(numbers, levels, value =>
                RowValue.OfNumeral(value.ToString(CultureInfo.InvariantCulture))
            ),
            RawColumnData<float> numbers => Numbers(numbers, levels, value => value),
            RawColumnData<double> numbers => Numbers(numbers, levels, value => value),
            RawColumnData<decimal> numbers => Values(numbers, levels, value =>
                RowValue.OfNumeral(value.ToString(CultureInfo.InvariantCulture))
            ),
            RawColumnData<DateTime> times => Values(times, levels, value => RowValue.Of(value.ToString("O", CultureInfo.InvariantCulture))),
            RawColumnData<Guid> ids => Values(ids, levels, value => RowValue.Of(value.ToString())),
            _ => throw new InvalidDataException(
                $"a column is of the type {data.GetType().GenericTypeArguments.FirstOrDefault()?.Name}, which is not read"
            ),
        };

    /// <summary>The next entry: its value, or null where its definition level is below the given one.</summary>
    public RowValue Take(int level)
    {
        var defined = Definition;
        _entry++;
        // The column holds a value only for fully defined entries; a skipped entry never is.
        return level != int.MaxValue && defined >= level ? _value(_next++) : RowValue.Null;
    }

    /// <summary>All entries of a list of numbers at once; null where they are not numbers or one of them is null.</summary>
    public RowValue? TakeNumbers(int level, int repetition)
    {
        var end = _entry + 1;
        while (end < _count && _repetition![end] >= repetition)
        {
            end++;
        }

        if (_numbers is null || (_definition is not null && _definition.AsSpan(_entry, end - _entry).ContainsAnyExcept(level)))
        {
            return null;
        }

        var numbers = _numbers(_next, end - _entry);
        (_next, _entry) = (_next + end - _entry, end);
        return numbers;
    }

    private static ParquetLeaf Values<T>(RawColumnData<T> data, (int[]?, int[]?) levels, Func<T, RowValue> value)
        where T : struct
    {
        var values = data.Values.ToArray();
        return new ParquetLeaf(levels, values.Length, i => value(values[i]), null);
    }

    private static ParquetLeaf Integers<T>(RawColumnData<T> data, (int[]?, int[]?) levels, Func<T, long> number)
        where T : struct
    {
        var values = Array.ConvertAll(data.Values.ToArray(), value => number(value));
        return new ParquetLeaf(
            levels,
            values.Length,
            i => RowValue.Of(values[i]),
            (start, count) => RowValue.Of(values.AsSpan(start, count).ToArray())
        );
    }

    private static ParquetLeaf Numbers<T>(RawColumnData<T> data, (int[]?, int[]?) levels, Func<T, double> number)
        where T : struct
    {
        var values = Array.ConvertAll(data.Values.ToArray(), value => number(value));
        return new ParquetLeaf(
            levels,
            values.Length,
            i => RowValue.Of(values[i]),
            (start, count) => RowValue.Of(values.AsSpan(start, count).ToArray())
        );
    }
}
