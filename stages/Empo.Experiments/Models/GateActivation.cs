namespace Empo.Models;

/// <summary>The function of the feed-forward network's gate.</summary>
public enum GateActivation
{
    /// <summary>x · σ(x).</summary>
    Silu,

    /// <summary>x / 2 · (1 + tanh(√(2/π) (x + 0.044715 x³))): GELU as Gemma computes it.</summary>
    GeluTanh,
}
