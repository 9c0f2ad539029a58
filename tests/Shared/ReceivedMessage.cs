using System.Buffers.Binary;
using System.Text;

namespace Empo.Tests;

/// <summary>A message in the wire format of protocol buffers, taken apart without knowledge of its fields.</summary>
internal sealed class ReceivedMessage
{
    private readonly List<(int Field, ulong Number, byte[] Bytes)> _fields = [];

    public ReceivedMessage(ReadOnlySpan<byte> content)
    {
        while (content.Length > 0)
        {
            var tag = Varint(ref content);
            var (field, number, bytes) = ((int)(tag >> 3), 0UL, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    number = Varint(ref content);
                    break;
                case 1:
                    number = BinaryPrimitives.ReadUInt64LittleEndian(content);
                    content = content[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref content);
                    bytes = content[..length].ToArray();
                    content = content[length..];
                    break;
                case 5:
                    number = BinaryPrimitives.ReadUInt32LittleEndian(content);
                    content = content[4..];
                    break;
                default:
                    throw new InvalidDataException($"Field {field} has no wire type of protocol buffers.");
            }

            _fields.Add((field, number, bytes));
        }
    }

    public ulong Number(int field) => _fields.LastOrDefault(entry => entry.Field == field).Number;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public byte[] Bytes(int field) => _fields.LastOrDefault(entry => entry.Field == field).Bytes ?? [];

    public IEnumerable<ReceivedMessage> Messages(int field) =>
        _fields.Where(entry => entry.Field == field).Select(entry => new ReceivedMessage(entry.Bytes));

    private static ulong Varint(ref ReadOnlySpan<byte> content)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = content[0];
            content = content[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
