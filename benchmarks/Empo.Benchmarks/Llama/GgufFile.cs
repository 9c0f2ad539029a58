using System.Text;
using Empo.Models;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Benchmarks.Llama;

/// <summary>
/// Writes a model folder as GGUF version 3, the file of llama.cpp: as much of it as computing a decoder takes, and no vocabulary.
/// Layout: "GGUF", version, counts of tensors and keys; keys; names, extents (the last of safetensors first) and offsets of the
/// tensors; their data, each aligned to 32 bytes.
/// </summary>
internal static class GgufFile
{
    private const int Alignment = 32;
    private const uint UInt32Key = 4;
    private const uint Float32Key = 6;
    private const uint StringKey = 8;

    /// <param name="folder">A model, as <see cref="CheckpointFolder.Save"/> writes it.</param>
    /// <param name="matrices">Type of the matrices; norms and biases are F32, as llama.cpp wants them.</param>
    /// <param name="file">Where to write.</param>
    public static void Write(string folder, GgufType matrices, string file)
    {
        var model = DecoderConfigFile.Read(folder);
        var family = GgufFamily.Of(model);
        using var weights = WeightFiles.Open(folder);
        using var scope = NewDisposeScope();
        var tensors = weights
            .Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair =>
                (Name: family.NameOf(model, pair.Key), Shape: (long[])[.. pair.Value.Entry.Shape], Type: TypeOf(pair.Value.Entry, matrices),
                    Read: (Func<Tensor>)(() => family.Converted(model, pair.Key, pair.Value.File.Read(pair.Value.Entry)))))
            .Concat(GgufFamily.Tables(model).Select(table =>
                (table.Name, Shape: (long[])[table.Numbers.Length], Type: GgufType.F32, Read: (Func<Tensor>)(() => tensor(table.Numbers)))))
            .ToList();
        using var output = new BinaryWriter(File.Create(file));
        (string Name, object Value)[] keys =
        [
            ("general.architecture", family.Architecture),
            ("general.alignment", (uint)Alignment),
            .. family.KeysOf(model),
            ("tokenizer.ggml.model", "none"),
        ];
        output.Write("GGUF"u8);
        output.Write(3u);
        output.Write((ulong)tensors.Count);
        output.Write((ulong)keys.Length);
        foreach (var (key, value) in keys)
        {
            Key(output, key, value);
        }

        long offset = 0;
        foreach (var (name, shape, type, _) in tensors)
        {
            Text(output, name);
            output.Write((uint)shape.Length);
            foreach (var extent in shape.Reverse())
            {
                output.Write((ulong)extent);
            }

            output.Write(type.Number);
            output.Write((ulong)offset);
            offset = Aligned(offset + (shape.Aggregate(1L, (count, extent) => count * extent) * type.ByteCount));
        }

        foreach (var (_, _, type, read) in tensors)
        {
            Pad(output);
            using var turn = NewDisposeScope();
            output.Write(read().to(type.Scalar).contiguous().bytes);
        }
    }

    private static GgufType TypeOf(TensorEntry entry, GgufType matrices) => entry.Shape.Count == 1 ? GgufType.F32 : matrices;

    private static void Key(BinaryWriter output, string name, object value)
    {
        Text(output, name);
        switch (value)
        {
            case uint number:
                output.Write(UInt32Key);
                output.Write(number);
                break;
            case float number:
                output.Write(Float32Key);
                output.Write(number);
                break;
            case string text:
                output.Write(StringKey);
                Text(output, text);
                break;
            default:
                throw new NotSupportedException($"{name}: a value of type {value.GetType()}");
        }
    }

    private static void Text(BinaryWriter output, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        output.Write((ulong)bytes.Length);
        output.Write(bytes);
    }

    private static void Pad(BinaryWriter output)
    {
        output.Flush();
        var position = output.BaseStream.Position;
        output.Write(new byte[Aligned(position) - position]);
    }

    private static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;
}
