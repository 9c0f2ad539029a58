using System.Buffers.Binary;
using System.Text;

namespace Empo.Experiments.Files;

/// <summary>A message in the wire format of protocol buffers, written field by field (protobuf.dev/programming-guides/encoding).</summary>
public sealed class ProtobufMessage
{
    private const int WireVarint = 0, WireFixed64 = 1, WireBytes = 2, WireFixed32 = 5;

    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public ProtobufMessage Varint(int field, ulong value)
    {
        Begin(field, WireVarint);
        Add(value);
        return this;
    }

    public ProtobufMessage Fixed64(int field, ulong value)
    {
        Begin(field, WireFixed64);
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtobufMessage Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public ProtobufMessage Single(int field, float value)
    {
        Begin(field, WireFixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtobufMessage Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public ProtobufMessage Message(int field, ProtobufMessage message) => Bytes(field, message.ToArray());

    public ProtobufMessage Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Begin(field, WireBytes);
        Add((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    private void Begin(int field, int wire) => Add((ulong)(field << 3 | wire));

    private void Add(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}
