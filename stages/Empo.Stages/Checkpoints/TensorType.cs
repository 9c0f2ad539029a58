using static TorchSharp.torch;

namespace Empo.Stages.Checkpoints;

/// <summary>An element type of safetensors: its name in the header, its size, and libtorch's name for it.</summary>
internal sealed record TensorType(string Name, int ByteCount, ScalarType Scalar)
{
    public static IReadOnlyList<TensorType> All { get; } =
    [
        new("F64", 8, ScalarType.Float64),
        new("F32", 4, ScalarType.Float32),
        new("F16", 2, ScalarType.Float16),
        new("BF16", 2, ScalarType.BFloat16),
        new("I64", 8, ScalarType.Int64),
        new("I32", 4, ScalarType.Int32),
        new("I16", 2, ScalarType.Int16),
        new("I8", 1, ScalarType.Int8),
        new("U8", 1, ScalarType.Byte),
        new("BOOL", 1, ScalarType.Bool),
    ];

    public static TensorType? Find(string name) => All.FirstOrDefault(type => type.Name == name);

    public static TensorType Of(ScalarType scalar) =>
        All.FirstOrDefault(type => type.Scalar == scalar)
        ?? throw new ArgumentOutOfRangeException(nameof(scalar), scalar, "safetensors has no such type.");
}
