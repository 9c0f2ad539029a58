using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// Writes safetensors: widest element type first, then names in ordinal order, header padded with spaces to 8 bytes. The bytes of
/// the file depend on the tensors and the metadata only.
/// </summary>
internal static class SafetensorsWriter
{
    private const int PieceBytes = 16 << 20;

    /// <summary>
    /// Overwrites <paramref name="path"/>. <paramref name="metadata"/> becomes <c>__metadata__</c>; transformers wants <c>format: pt</c>.
    /// </summary>
    public static void Write(
        string path,
        IEnumerable<(string Name, Tensor Tensor)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        // The caller's tensors stay the caller's.
        WriteEach(
            path,
            tensors.Select(item => new LazyTensor(item.Name, item.Tensor.dtype, item.Tensor.shape, item.Tensor.alias)),
            metadata
        );
    }

    /// <summary>As above, for tensors that are made one at a time.</summary>
    public static void WriteEach(string path, IEnumerable<LazyTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = InOrder(tensors);
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        WriteHeader(stream, Header(ordered, metadata));
        foreach (var item in ordered)
        {
            using var scope = NewDisposeScope();
            WriteData(stream, item.Read());
        }
    }

    /// <summary>The order of the file.</summary>
    public static IReadOnlyList<LazyTensor> InOrder(IEnumerable<LazyTensor> tensors) =>
        [.. tensors.OrderByDescending(item => TensorType.Of(item.Type).ByteCount).ThenBy(item => item.Name, StringComparer.Ordinal)];

    private static byte[] Header(IReadOnlyList<LazyTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject("__metadata__");
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach (var tensor in tensors)
            {
                offset = WriteEntry(json, tensor, offset);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static long WriteEntry(Utf8JsonWriter json, LazyTensor tensor, long offset)
    {
        var type = TensorType.Of(tensor.Type);
        var end = offset + (tensor.Shape.Aggregate(1L, (count, extent) => count * extent) * type.ByteCount);
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", type.Name);
        WriteNumbers(json, "shape", tensor.Shape);
        WriteNumbers(json, "data_offsets", [offset, end]);
        json.WriteEndObject();
        return end;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteHeader(FileStream stream, byte[] header)
    {
        var padding = (8 - (header.Length % 8)) % 8;
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length + padding);
        stream.Write(prefix);
        stream.Write(header);
        stream.Write("        "u8[..padding]);
    }

    private static void WriteData(FileStream stream, Tensor tensor)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var flat = tensor.detach().contiguous().view(-1);
        var most = PieceBytes / TensorType.Of(tensor.dtype).ByteCount;
        for (long done = 0; done < flat.shape[0]; done += most)
        {
            using var inner = NewDisposeScope();
            stream.Write(flat.narrow(0, done, Math.Min(most, flat.shape[0] - done)).cpu().contiguous().bytes);
        }
    }
}
