using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Empo.Stages.Training;

/// <summary>64 bits that differ where two buffers differ, by all likelihood: FNV-1a over words of 8 bytes, in four lanes.</summary>
internal static class WeightChecksum
{
    private const ulong Prime = 0x100000001b3, Basis = 0xcbf29ce484222325;
    private const long Piece = 1 << 24;

    /// <summary>Of several tensors, in their order.</summary>
    public static ulong Of(IEnumerable<Tensor> tensors)
    {
        var sum = Basis;
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            sum = (sum ^ Of(tensor.detach().contiguous().view(-1))) * Prime;
        }

        return sum;
    }

    /// <summary>Of a contiguous tensor [P].</summary>
    public static ulong Of(Tensor flat)
    {
        var sum = Basis;
        for (long start = 0; start < flat.numel(); start += Piece)
        {
            using var scope = NewDisposeScope();
            sum = (sum ^ Of(flat.narrow(0, start, Math.Min(Piece, flat.numel() - start)).cpu().bytes)) * Prime;
        }

        return sum;
    }

    private static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var (a, b, c, d) = (Basis, Basis + 1, Basis + 2, Basis + 3);
        var i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            a = (a ^ words[i]) * Prime;
            b = (b ^ words[i + 1]) * Prime;
            c = (c ^ words[i + 2]) * Prime;
            d = (d ^ words[i + 3]) * Prime;
        }

        for (; i < words.Length; i++)
        {
            a = (a ^ words[i]) * Prime;
        }

        foreach (var rest in bytes[(words.Length * 8)..])
        {
            a = (a ^ rest) * Prime;
        }

        return (((((a * Prime) ^ b) * Prime) ^ c) * Prime) ^ d;
    }
}
