namespace Empo.Benchmarks.Llama;

/// <summary>Tokens per second of all programs, measured directly after each other.</summary>
/// <param name="Ours">Our engine with an F32 model.</param>
/// <param name="OursHalf">Our engine with the same model in bfloat16.</param>
/// <param name="F32">llama.cpp with F32 weights.</param>
/// <param name="F16">llama.cpp with F16 weights.</param>
/// <param name="BF16">llama.cpp with bfloat16 weights.</param>
internal sealed record LlamaTurn(double Ours, double OursHalf, double F32, double F16, double BF16)
{
    public double OfF32 => Ours / F32;

    /// <summary>bfloat16 against the better of llama.cpp's F32 and F16.</summary>
    public double HalfOfBetter => OursHalf / Math.Max(F32, F16);

    /// <summary>bfloat16 against llama.cpp's bfloat16.</summary>
    public double HalfOfHalf => OursHalf / BF16;
}
