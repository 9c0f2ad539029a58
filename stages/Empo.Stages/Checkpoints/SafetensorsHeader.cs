using System.Buffers.Binary;
using System.Text.Json;

namespace Empo.Stages.Checkpoints;

/// <summary>
/// The header of a safetensors file: 8 bytes of length (little endian), then JSON <c>name → {dtype, shape, data_offsets}</c>, then
/// the data. Every number is checked against the file's real length before it determines an allocation. As the format demands, the tensors
/// must cover the data without holes or overlaps.
/// </summary>
internal sealed record SafetensorsHeader
{
    /// <summary>As in the reference implementation: a longer header is an attack or a mistake.</summary>
    private const long MaxHeaderBytes = 100_000_000;

    private const string MetadataName = "__metadata__";

    public required IReadOnlyDictionary<string, TensorEntry> Entries { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <exception cref="UserError">EMPO3004: the header is invalid, or disagrees with the file's length.</exception>
    public static SafetensorsHeader Read(Stream stream, string file)
    {
        var length = stream.Length;
        Span<byte> prefix = stackalloc byte[8];
        Require(stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) == 8, file, "it is shorter than 8 bytes");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        Require(headerLength <= MaxHeaderBytes, file, $"its header claims {headerLength} bytes");
        Require(8 + (long)headerLength <= length, file, $"its header claims {headerLength} bytes, but the file has {length}");
        var json = new byte[headerLength];
        Require(stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false) == json.Length, file, "its header ends early");
        return Parse(json, 8 + (long)headerLength, length, file);
    }

    private static SafetensorsHeader Parse(byte[] json, long dataStart, long fileLength, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            Require(document.RootElement.ValueKind == JsonValueKind.Object, file, "its header is not a JSON object");
            var entries = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataName)
                {
                    ReadMetadata(property.Value, metadata, file);
                    continue;
                }

                Require(
                    entries.TryAdd(property.Name, ReadEntry(property, dataStart, fileLength, file)),
                    file,
                    $"its header names tensor {property.Name} twice"
                );
            }

            RequireContiguous(entries.Values, dataStart, fileLength, file);
            return new SafetensorsHeader { Entries = entries, Metadata = metadata };
        }
        catch (JsonException error)
        {
            throw Malformed(file, $"its header is no JSON ({error.Message})", error);
        }
        catch (InvalidOperationException error)
        {
            throw Malformed(file, "its header holds text that is no UTF-8", error); // JsonProperty.Name and GetString on lone surrogates
        }
    }

    private static void ReadMetadata(JsonElement element, Dictionary<string, string> metadata, string file)
    {
        Require(element.ValueKind == JsonValueKind.Object, file, "its __metadata__ is not an object");
        foreach (var property in element.EnumerateObject())
        {
            Require(property.Value.ValueKind == JsonValueKind.String, file, $"its __metadata__.{property.Name} is no text");
            metadata[property.Name] = property.Value.GetString()!;
        }
    }

    private static TensorEntry ReadEntry(JsonProperty property, long dataStart, long fileLength, string file)
    {
        var (name, element) = (property.Name, property.Value);
        Require(element.ValueKind == JsonValueKind.Object, file, $"tensor {name} has no description");
        Require(
            element.TryGetProperty("dtype", out var dtype) && dtype.ValueKind == JsonValueKind.String,
            file,
            $"tensor {name} has no dtype"
        );
        var type = TensorType.Find(dtype.GetString()!)
            ?? throw new UserError(
                "EMPO3006",
                $"Tensor {name} has element type {dtype.GetString()}, which this program does not read. Convert the weights to "
                    + "F32, BF16 or F16.",
                file
            );
        var shape = Numbers(element, "shape", name, file);
        var offsets = Numbers(element, "data_offsets", name, file);
        Require(
            offsets.Count == 2 && offsets[0] <= offsets[1] && offsets[1] <= fileLength - dataStart,
            file,
            $"tensor {name} lies at {string.Join("..", offsets)}, outside of the {fileLength - dataStart} bytes of data"
        );
        var bytes = ByteCount(shape, type.ByteCount);
        Require(
            bytes == offsets[1] - offsets[0],
            file,
            $"tensor {name} of shape [{string.Join(", ", shape)}] and type {type.Name} does not fit its {offsets[1] - offsets[0]} bytes"
        );
        return new TensorEntry
        {
            Name = name,
            Type = type,
            Shape = shape,
            Offset = dataStart + offsets[0],
            ByteCount = bytes,
        };
    }

    private static List<long> Numbers(JsonElement element, string key, string tensor, string file)
    {
        Require(
            element.TryGetProperty(key, out var array) && array.ValueKind == JsonValueKind.Array,
            file,
            $"tensor {tensor} has no {key}"
        );
        var numbers = new List<long>();
        foreach (var item in array.EnumerateArray())
        {
            long number = 0;
            Require(
                item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out number) && number >= 0,
                file,
                $"tensor {tensor} has {item.GetRawText()} in its {key}"
            );
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>Product of the shape times the element size, or -1 where it exceeds 64 bits.</summary>
    private static long ByteCount(List<long> shape, int elementBytes)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        var product = (Int128)elementBytes;
        foreach (var size in shape)
        {
            product *= size;
            if (product > long.MaxValue)
            {
                return -1;
            }
        }

        return (long)product;
    }

    private static void RequireContiguous(IEnumerable<TensorEntry> entries, long dataStart, long fileLength, string file)
    {
        var end = dataStart;
        foreach (var entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteCount))
        {
            Require(entry.Offset == end, file, $"tensor {entry.Name} begins at byte {entry.Offset} where {end} was expected");
            end += entry.ByteCount;
        }

        Require(end == fileLength, file, $"its tensors end at byte {end}, but the file has {fileLength}");
    }

    private static void Require(bool condition, string file, string reason)
    {
        if (!condition)
        {
            throw Malformed(file, reason, null);
        }
    }

    private static UserError Malformed(string file, string reason, Exception? cause) =>
        new(
            "EMPO3004",
            $"{Path.GetFileName(file)} is not an intact safetensors file: {reason}. Download or write it again.",
            file,
            cause: cause
        );
}
