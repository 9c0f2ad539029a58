using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Empo.Experiments.Curves;

/// <summary>
/// Event files as TensorBoard reads them: TFRecords (length, checksum, data, checksum; little-endian, CRC-32C rotated by 15 bits and moved
/// by a constant) of Event messages in protocol buffers (tensorflow/core/util/event.proto and framework/summary.proto).
/// </summary>
public static class TensorBoardEvents
{
    private const uint ChecksumDelta = 0xa282ead8;
    private const byte Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;

    /// <summary>Session state START: what an earlier file of the folder said from this step on is void.</summary>
    private const byte SessionStart = 1;

    /// <summary>The first records of a file: its version, and that it replaces all files before it.</summary>
    public static byte[] Header(double time)
    {
        var (version, session) = (Timed(time), Timed(time));
        Text(version, 3, "brain.Event:2");
        Message(session, 7, [1 << 3 | Varint, SessionStart]);
        return [.. Record(version), .. Record(session)];
    }

    /// <summary>A scalar.</summary>
    public static byte[] Scalar(CurvePoint point)
    {
        var value = new List<byte>();
        Text(value, 1, point.Tag);
        value.Add(2 << 3 | Fixed32);
        AddSingle(value, (float)point.Value);
        var summary = new List<byte>();
        Message(summary, 1, value);
        var message = Timed(point.Time);
        message.Add(2 << 3 | Varint);
        AddVarint(message, (ulong)point.Round);
        Message(message, 5, summary);
        return Record(message);
    }

    /// <summary>CRC-32C (Castagnoli) of some bytes.</summary>
    public static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }

    private static List<byte> Timed(double time)
    {
        var message = new List<byte> { 1 << 3 | Fixed64 };
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, time);
        message.AddRange(bytes);
        return message;
    }

    private static void AddSingle(List<byte> message, float value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        message.AddRange(bytes);
    }

    private static void Text(List<byte> message, int field, string text) => Message(message, field, Encoding.UTF8.GetBytes(text));

    private static void Message(List<byte> message, int field, IReadOnlyCollection<byte> content)
    {
        message.Add((byte)(field << 3 | Bytes));
        AddVarint(message, (ulong)content.Count);
        message.AddRange(content);
    }

    private static void AddVarint(List<byte> message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.Add((byte)(value | 0x80));
        }

        message.Add((byte)value);
    }

    private static byte[] Record(List<byte> message)
    {
        var record = new byte[sizeof(ulong) + sizeof(uint) + message.Count + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        message.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + message.Count), Masked(record.AsSpan(12, message.Count)));
        return record;
    }

    private static uint Masked(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Checksum(data), 15) + ChecksumDelta;
}
