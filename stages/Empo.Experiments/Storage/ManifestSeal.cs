using System.Security.Cryptography;
using System.Text;

namespace Empo.Experiments.Storage;

/// <summary>
/// The last property of a manifest: the digest of everything before it. The digests of outputs do not show a bit that flips in the manifest
/// itself, and a wrong digest there would enter the keys of every later stage.
/// </summary>
internal static class ManifestSeal
{
    private const int Digits = 64;

    private static readonly byte[] Before = Encoding.ASCII.GetBytes(",\n  \"seal\": \"");
    private static readonly byte[] After = "\"\n}"u8.ToArray();
    private static readonly byte[] Ending = "\n}"u8.ToArray();

    private static readonly int Length = Before.Length + Digits + After.Length;

    /// <param name="json">An object, indented, whose last line is its closing brace.</param>
    public static byte[] Apply(ReadOnlySpan<byte> json) =>
        [.. json[..^Ending.Length], .. Before, .. Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(json))), .. After];

    /// <summary>Whether the bytes are the ones that were sealed; null where they have no seal.</summary>
    public static bool? IsWhole(ReadOnlySpan<byte> json)
    {
        if (json.Length < Length || !json.EndsWith(After) || !json[^Length..].StartsWith(Before))
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(json[..^Length]);
        hash.AppendData(Ending);
        return Encoding
            .ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()))
            .AsSpan()
            .SequenceEqual(json.Slice(json.Length - After.Length - Digits, Digits));
    }
}
