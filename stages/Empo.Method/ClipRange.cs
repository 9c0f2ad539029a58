namespace Empo.Method;

/// <summary>Trust region of a clipped policy loss.</summary>
public sealed record ClipRange
{
    /// <summary>The ratio is clipped at 1 - Low.</summary>
    public required double Low { get; init; }

    /// <summary>The ratio is clipped at 1 + High.</summary>
    public required double High { get; init; }

    /// <summary>Dual clip c &gt; 1: the loss of a negative advantage is at most c |A|. Null for none.</summary>
    public double? Dual { get; init; }
}
