using System.Buffers;
using System.Text;

namespace Empo.Method;

/// <summary>
/// Random numbers as a pure function of their purpose. A number depends only on its four counters, never on how many numbers were drawn
/// before it. So samples may be drawn in any order, in any batch and on any machine, and a killed run resumes with the same numbers.
/// <para>
/// Formula, all arithmetic modulo 2^64: <c>γ = 0x9E3779B97F4A7C15</c>; <c>mix(z)</c> is the finaliser of SplitMix64
/// (<c>z ^= z >> 30; z *= 0xBF58476D1CE4E5B9; z ^= z >> 27; z *= 0x94D049BB133111EB; z ^= z >> 31</c>);
/// <c>h = mix(seed + γ)</c>, then <c>h = mix((h xor counter) + γ)</c> for question, sample and position in turn. For fixed other
/// counters each step is a bijection, so two different positions of one sample never share their 64 bits.
/// </para>
/// <para>
/// Worked example: <c>Bits(1, 2, 3, 4)</c> = 0xd55ccd4aeb3ccafb, <c>Uniform(1, 2, 3, 4)</c> = 0.8334472949893438.
/// Source of the finaliser: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the constants
/// of Stafford's variant 13. Not for cryptography.
/// </para>
/// </summary>
public static class CounterRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>64 random bits of one position of one sample of one question.</summary>
    public static ulong Bits(ulong seed, ulong question, ulong sample, ulong position)
    {
        ulong hash = Mix(seed + Gamma);
        hash = Mix((hash ^ question) + Gamma);
        hash = Mix((hash ^ sample) + Gamma);
        return Mix((hash ^ position) + Gamma);
    }

    /// <summary>Uniform in [0, 1): the upper 53 bits divided by 2^53. Never 1; 0 has probability 2^-53.</summary>
    public static double Uniform(ulong seed, ulong question, ulong sample, ulong position) =>
        (Bits(seed, question, sample, position) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform integer in [0, <paramref name="bound"/>); the bias of the multiply-shift is below bound / 2^64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public static int Below(int bound, ulong seed, ulong question, ulong sample, ulong position)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);

        return (int)Math.BigMul(Bits(seed, question, sample, position), (ulong)bound, out _);
    }

    /// <summary>
    /// A counter from a name, such as a question id: FNV-1a (64 bits) over the UTF-8 bytes, then <c>mix</c>. The same on every
    /// machine and in every process, unlike <see cref="string.GetHashCode()"/>. Example: <c>Hash("")</c> = 0xf52a15e9a9b5e89b.
    /// </summary>
    public static ulong Hash(string text)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, bytes);
        ulong hash = 0xCBF29CE484222325;
        for (int i = 0; i < length; i++)
        {
            hash = (hash ^ bytes[i]) * 0x100000001B3;
        }

        ArrayPool<byte>.Shared.Return(bytes);
        return Mix(hash);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
