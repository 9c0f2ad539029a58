using System.Buffers.Binary;
using System.Numerics;
using Empo.Experiments.Files;

namespace Empo.Experiments.Curves;

/// <summary>
/// Event files as TensorBoard reads them: TFRecords (length, checksum, data, checksum; little-endian, CRC-32C rotated by 15 bits and moved
/// by a constant) of Event messages in protocol buffers (tensorflow/core/util/event.proto and framework/summary.proto).
/// </summary>
public static class TensorBoardEvents
{
    private const uint ChecksumDelta = 0xa282ead8;

    /// <summary>Session state START: what an earlier file of the folder said from this step on is void.</summary>
    private const byte SessionStart = 1;

    /// <summary>The first records of a file: its version, and that it replaces all files before it.</summary>
    public static byte[] Header(double time)
    {
        var version = Timed(time).Text(3, "brain.Event:2");
        var session = Timed(time).Message(7, new ProtobufMessage().Varint(1, SessionStart));
        return [.. Record(version), .. Record(session)];
    }

    /// <summary>A scalar.</summary>
    public static byte[] Scalar(CurvePoint point)
    {
        var value = new ProtobufMessage().Text(1, point.Tag).Single(2, (float)point.Value);
        return Record(Timed(point.Time).Varint(2, (ulong)point.Round).Message(5, new ProtobufMessage().Message(1, value)));
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

    private static ProtobufMessage Timed(double time) => new ProtobufMessage().Double(1, time);

    private static byte[] Record(ProtobufMessage content)
    {
        var message = content.ToArray();
        var record = new byte[sizeof(ulong) + sizeof(uint) + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        message.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + message.Length), Masked(record.AsSpan(12, message.Length)));
        return record;
    }

    private static uint Masked(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Checksum(data), 15) + ChecksumDelta;
}
