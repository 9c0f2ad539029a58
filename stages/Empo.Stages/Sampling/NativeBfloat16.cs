using System.Runtime.Intrinsics.X86;

namespace Empo.Stages.Sampling;

/// <summary>
/// Whether this processor multiplies bfloat16 natively. Elsewhere libtorch converts to F32 first, which is slower than F32 itself.
/// </summary>
internal static class NativeBfloat16
{
    private const int Avx512Bf16 = 1 << 5; // of eax of leaf 7, subleaf 1
    private const int AmxBf16 = 1 << 22;   // of edx of leaf 7, subleaf 0

    /// <summary>AVX-512 BF16 or AMX of x86-64 (Intel's manual, volume 2, CPUID); false on other processors.</summary>
    public static bool IsSupported { get; } =
        X86Base.IsSupported
        && X86Base.CpuId(0, 0).Eax >= 7
        && ((X86Base.CpuId(7, 1).Eax & Avx512Bf16) != 0 || (X86Base.CpuId(7, 0).Edx & AmxBf16) != 0);
}
