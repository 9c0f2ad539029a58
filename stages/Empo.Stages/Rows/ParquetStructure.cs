using System.Buffers.Binary;

namespace Empo.Stages.Rows;

/// <summary>
/// Checks the frame of a Parquet file before a reader decodes it: footer, row groups, column chunks and every page header must
/// be whole, lie within the file and agree with each other. Parquet.Net 6.1 trusts them: its Thrift parser reads zeros endlessly beyond the
/// end of a damaged footer, and it allocates the sizes as written.
/// </summary>
/// <remarks>Source: the format's specification, <c>parquet.thrift</c>; the field numbers below come from it.</remarks>
internal sealed class ParquetStructure
{
    private const int Frame = 4; // "PAR1" at both ends
    private const int Tail = 8; // footer length and "PAR1"
    private const int FirstHeaderBytes = 4096;
    private const int MaxHeaderBytes = 1 << 20;

    /// <summary>No codec of the format compresses useful data more than this: zstd reaches thousands on zeros.</summary>
    private const long MaxCompression = 1 << 15;

    /// <summary>Runs of equal values take almost no bytes in one column, but some column distinguishes the rows.</summary>
    private const long MaxValuesPerByte = 1024;

    /// <summary>
    /// Sizes up to these are cheap, however tightly they are compressed. Beyond them, a file's size must be in proportion to its
    /// uncompressed size: text compresses a hundred times at most, and a million rows of equal values are not useful data.
    /// </summary>
    private const long UnsuspiciousBytes = 64 << 20, UnsuspiciousValues = 16 << 20;
    private const long MaxCompressionOfMuch = 256, MostValuesPerByteOfMany = 64;

    private const int DictionaryPage = 2;

    private readonly FileStream _file;
    private readonly long _dataEnd;

    private ParquetStructure(FileStream file, long dataEnd) => (_file, _dataEnd) = (file, dataEnd);

    /// <summary>The schema's elements in depth-first order, the root first.</summary>
    public required IReadOnlyList<ThriftStruct> Schema { get; init; }

    /// <summary>Column chunks of each row group: path with slashes → uncompressed bytes.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, long>> UncompressedBytes { get; init; }

    /// <exception cref="InvalidDataException">The file is not a complete Parquet file; the message says why and begins with "it" or
    /// "its".</exception>
    /// <exception cref="EndOfStreamException">Its metadata end too early.</exception>
    public static ParquetStructure Check(FileStream file)
    {
        var tail = Read(file, file.Length - Tail, Tail);
        if (file.Length < Frame + Tail || !Read(file, 0, Frame).AsSpan().SequenceEqual("PAR1"u8) || !tail.AsSpan(4).SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("it is not a Parquet file, or its end is missing");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > file.Length - Frame - Tail)
        {
            throw new InvalidDataException($"its footer claims {length} bytes");
        }

        var dataEnd = file.Length - Tail - length;
        var cursor = new ThriftCursor(Read(file, dataEnd, length));
        var footer = cursor.ReadStructure();
        if (cursor.Position != length)
        {
            throw new InvalidDataException("its footer ends too early");
        }

        var groups = footer.Structures(4);
        var structure = new ParquetStructure(file, dataEnd)
        {
            Schema = footer.Structures(2),
            UncompressedBytes = [.. groups.Select(Sizes)],
        };
        structure.CheckSchema();
        structure.CheckGroups(groups, footer.RequiredInteger(3));
        return structure;
    }

    /// <summary>The numbers of children must add up to the elements that exist.</summary>
    private void CheckSchema()
    {
        long open = 1;
        foreach (var element in Schema)
        {
            var children = element.Integer(5) ?? 0;
            open += children is >= 0 and < int.MaxValue
                ? children - 1
                : throw new InvalidDataException("its schema has an element with too many children");
        }

        if (open != 0 || Schema.Count < 2)
        {
            throw new InvalidDataException("its schema is not a tree");
        }
    }

    private void CheckGroups(IReadOnlyList<ThriftStruct> groups, long rows)
    {
        var leaves = Schema.Count(element => (element.Integer(5) ?? 0) == 0);
        long counted = 0;
        foreach (var group in groups)
        {
            var (columns, inGroup) = (group.Structures(1), group.RequiredInteger(3));
            if (columns.Count != leaves || inGroup < 0 || inGroup > rows)
            {
                throw new InvalidDataException("a row group does not fit the schema or the number of rows");
            }

            counted += inGroup;
            foreach (var column in columns)
            {
                CheckChunk(column.RequiredStructure(3), inGroup);
            }
        }

        if (counted != rows)
        {
            throw new InvalidDataException($"its footer claims {rows} rows, its row groups {counted}");
        }
    }

    private void CheckChunk(ThriftStruct chunk, long rows)
    {
        var values = chunk.RequiredInteger(5);
        var (uncompressed, compressed) = (chunk.RequiredInteger(6), chunk.RequiredInteger(7));
        var data = chunk.RequiredInteger(9);
        var start = chunk.Integer(11) is { } dictionary and > 0 && dictionary < data ? dictionary : data;
        if (
            start < Frame
            || compressed < 0
            || compressed > _dataEnd - start
            || values < rows
            || IsBomb(values, _dataEnd, (UnsuspiciousValues, MaxValuesPerByte, MostValuesPerByteOfMany))
            || uncompressed < 0
            || IsBomb(uncompressed, compressed + 1, (UnsuspiciousBytes, MaxCompression, MaxCompressionOfMuch))
        )
        {
            throw new InvalidDataException($"the column {PathOf(chunk)} has impossible sizes");
        }

        var (position, end, left, counted) = (start, start + compressed, uncompressed, 0L);
        while (counted < values)
        {
            var (page, header) = ReadPage(position, end);
            var size = page.RequiredInteger(3);
            var raw = page.RequiredInteger(2);
            if (
                size < 0
                || raw < 0
                || size > end - position - header
                || raw > left
                || IsBomb(raw, size + 1, (UnsuspiciousBytes, MaxCompression, MaxCompressionOfMuch))
            )
            {
                throw new InvalidDataException($"a page of the column {PathOf(chunk)} has impossible sizes");
            }

            counted += ValuesOf(page, values - counted);
            position += header + size;
            left -= raw;
        }
    }

    /// <summary>
    /// Whether a claimed size exceeds what that number of bytes can hold: at most <c>Any</c> times as much, and for large claims
    /// <c>Large</c> times.
    /// </summary>
    private static bool IsBomb(long claimed, long bytes, (long Unsuspicious, long Any, long Large) most) =>
        claimed > bytes * most.Any || (claimed > most.Unsuspicious && claimed > bytes * most.Large);

    /// <summary>Number of values that a page adds to its column; a page that adds none must not be a data page.</summary>
    private static long ValuesOf(ThriftStruct page, long left)
    {
        var kind = page.RequiredInteger(1);
        var count = (page.Structure(5) ?? page.Structure(8))?.RequiredInteger(1);
        if (kind is 0 or 3)
        {
            return count is >= 0 && count <= left
                ? count.Value
                : throw new InvalidDataException("a page holds more values than its column");
        }

        return kind is 1 or DictionaryPage ? 0 : throw new InvalidDataException($"a page is of the unknown kind {kind}");
    }

    /// <summary>The page header at a position and its length in bytes.</summary>
    private (ThriftStruct Page, int Bytes) ReadPage(long position, long end)
    {
        for (var most = FirstHeaderBytes; ; most = MaxHeaderBytes)
        {
            var bytes = Read(_file, position, (int)Math.Min(most, end - position));
            try
            {
                var cursor = new ThriftCursor(bytes);
                return (cursor.ReadStructure(), cursor.Position);
            }
            catch (EndOfStreamException) when (bytes.Length == FirstHeaderBytes)
            {
                // Statistics can make a header long, so read again with the largest allowed header size.
            }
        }
    }

    private static Dictionary<string, long> Sizes(ThriftStruct group)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var column in group.Structures(1))
        {
            sizes[PathOf(column.RequiredStructure(3))] = column.RequiredStructure(3).RequiredInteger(6);
        }

        return sizes;
    }

    private static string PathOf(ThriftStruct chunk) => string.Join('/', chunk.Texts(3));

    private static byte[] Read(FileStream file, long position, int count)
    {
        if (position < 0 || count <= 0)
        {
            throw new InvalidDataException("it is shorter than its metadata say");
        }

        var bytes = new byte[count];
        var done = 0;
        while (done < count)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, bytes.AsSpan(done), position + done);
            done += read > 0 ? read : throw new EndOfStreamException("it is shorter than its metadata say");
        }

        return bytes;
    }
}
