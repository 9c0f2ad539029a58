namespace Empo.Experiments.Storage;

/// <summary>One stored chunk of samples.</summary>
/// <param name="Key">Content key, 64 hexadecimal digits.</param>
/// <param name="Path">Absolute path of <c>part.parquet</c>.</param>
/// <param name="Digest">SHA-256 of the file.</param>
/// <param name="Bytes">Length of the file.</param>
public sealed record ChunkEntry(string Key, string Path, string Digest, long Bytes);
