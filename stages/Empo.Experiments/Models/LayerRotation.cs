namespace Empo.Models;

/// <summary>How a layer rotates queries and keys.</summary>
public enum LayerRotation
{
    /// <summary>By <c>rope_theta</c> and its scaling.</summary>
    Global,

    /// <summary>By <see cref="DecoderConfig.LocalRopeTheta"/>, unscaled (windowed layers of Gemma 3).</summary>
    Local,

    /// <summary>Not at all (every fourth layer of SmolLM3).</summary>
    None,
}
