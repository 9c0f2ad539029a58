using static TorchSharp.torch;

namespace Empo.Benchmarks.Llama;

/// <summary>An element type of GGUF: its number in the file, its size in bytes, and libtorch's name for it.</summary>
internal sealed record GgufType(string Name, uint Number, int ByteCount, ScalarType Scalar)
{
    public static GgufType F32 { get; } = new("f32", 0, 4, ScalarType.Float32);

    public static GgufType F16 { get; } = new("f16", 1, 2, ScalarType.Float16);

    public static GgufType BF16 { get; } = new("bf16", 30, 2, ScalarType.BFloat16);
}
