using System.Buffers.Binary;

namespace Empo.Stages.Rows;

/// <summary>
/// Reads structures of Thrift's compact protocol from bytes in memory and never beyond them. Every element of a list takes at
/// least a byte, so the allocated memory stays in proportion to the given bytes. Source: Thrift's specification
/// <c>thrift-compact-protocol</c>.
/// </summary>
/// <exception cref="InvalidDataException">The bytes are not such a structure.</exception>
/// <exception cref="EndOfStreamException">The structure continues after the last byte.</exception>
internal ref struct ThriftCursor(ReadOnlySpan<byte> bytes)
{
    /// <summary>Parquet's metadata is nested half as deep.</summary>
    private const int MaxDepth = 24;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public ThriftStruct ReadStructure() => ReadStructure(0);

    private ThriftStruct ReadStructure(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException("its metadata nest too deep");
        }

        var fields = new Dictionary<int, object>();
        var field = 0;
        for (var header = ReadByte(); header != 0; header = ReadByte())
        {
            field = header >> 4 != 0 ? field + (header >> 4) : (int)ReadZigZag();
            fields[field] = (header & 15) switch
            {
                1 => true,
                2 => false,
                var type => ReadValue(type, depth),
            };
        }

        return new ThriftStruct(fields);
    }

    private object ReadValue(int type, int depth) => type switch
    {
        1 or 2 => ReadByte() == 1,
        3 => (long)(sbyte)ReadByte(),
        4 or 5 or 6 => ReadZigZag(),
        7 => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double))),
        8 => Take(ReadVarInt()).ToArray(),
        9 or 10 => ReadList(depth),
        11 => ReadMap(depth),
        12 => ReadStructure(depth + 1),
        13 => Take(16).ToArray(),
        _ => throw new InvalidDataException($"its metadata hold the unknown type {type}"),
    };

    private object[] ReadList(int depth)
    {
        var header = ReadByte();
        var items = new object[Checked(header >> 4 == 15 ? ReadVarInt() : (ulong)(header >> 4))];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = ReadValue(header & 15, depth + 1);
        }

        return items;
    }

    private object[] ReadMap(int depth)
    {
        var items = new object[Checked(ReadVarInt())];
        var types = items.Length == 0 ? 0 : ReadByte();
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = (ReadValue(types >> 4, depth + 1), ReadValue(types & 15, depth + 1));
        }

        return items;
    }

    private readonly int Checked(ulong count) => count <= (ulong)(_bytes.Length - Position)
        ? (int)count
        : throw new EndOfStreamException($"its metadata claim {count} elements where {_bytes.Length - Position} bytes are left");

    private long ReadZigZag()
    {
        var value = ReadVarInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    private ulong ReadVarInt()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("its metadata hold a number without end");
    }

    private byte ReadByte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(ulong count)
    {
        var taken = _bytes.Slice(Position, Checked(count));
        Position += taken.Length;
        return taken;
    }
}
