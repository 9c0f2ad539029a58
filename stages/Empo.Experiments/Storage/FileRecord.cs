namespace Empo.Experiments.Storage;

/// <summary>One file of an artifact as it was when it was written.</summary>
/// <param name="Path">Path below the output; the empty string where the output is this one file.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Sha256">Digest in lower-case hexadecimal.</param>
/// <param name="Written">UTC ticks of its write time; an unchanged pair of length and time makes hashing unnecessary.</param>
public sealed record FileRecord(string Path, long Bytes, string Sha256, long Written)
{
    /// <summary>Path of the file.</summary>
    /// <param name="output">Path of the output that it is or belongs to.</param>
    public string In(string output) => Path.Length == 0 ? output : System.IO.Path.Combine(output, Path);
}
