namespace Empo.Models;

/// <summary>Which inputs and outputs of a layer's two halves are normalised.</summary>
public enum LayerNorms
{
    /// <summary>x + f(norm(x)).</summary>
    Before,

    /// <summary>x + norm(f(x)) (OLMo 2).</summary>
    After,

    /// <summary>x + norm(f(norm(x))) (Gemma 2 and 3).</summary>
    BeforeAndAfter,
}
