namespace Empo.Models;

/// <summary>RMS normalisation of queries and keys before the rotation.</summary>
public enum QueryKeyNorm
{
    None,

    /// <summary>Each head by itself, with one weight [d] for all heads of a layer (Qwen3, Gemma 3).</summary>
    PerHead,

    /// <summary>All heads together, before they are split, with weights [H d] and [KV d] (OLMo 2).</summary>
    WholeWidth,
}
