namespace Empo.Stages.Checkpoints;

/// <summary>One tensor of a safetensors file: the place and type of its bytes. It was already checked against the file's length.</summary>
internal sealed record TensorEntry
{
    public required string Name { get; init; }

    public required TensorType Type { get; init; }

    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Offset of the first byte from the start of the file.</summary>
    public required long Offset { get; init; }

    public required long ByteCount { get; init; }
}
