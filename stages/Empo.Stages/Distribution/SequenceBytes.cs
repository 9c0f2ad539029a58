using System.Runtime.InteropServices;

namespace Empo.Stages.Distribution;

/// <summary>Token sequences as one message to other ranks: count, lengths, then all tokens.</summary>
internal static class SequenceBytes
{
    public static byte[] Write(IReadOnlyList<int[]> sequences)
    {
        int[] numbers = [sequences.Count, .. sequences.Select(sequence => sequence.Length), .. sequences.SelectMany(sequence => sequence)];
        return MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    }

    public static IReadOnlyList<int[]> Read(byte[] message)
    {
        var numbers = MemoryMarshal.Cast<byte, int>(message);
        var sequences = new int[numbers[0]][];
        var tokens = numbers[(1 + sequences.Length)..];
        for (var i = 0; i < sequences.Length; i++)
        {
            var length = numbers[1 + i];
            sequences[i] = tokens[..length].ToArray();
            tokens = tokens[length..];
        }

        return sequences;
    }
}
