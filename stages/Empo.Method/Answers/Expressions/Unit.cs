namespace Empo.Method.Answers;

/// <summary>A unit of measurement: so many of the base unit of its dimension.</summary>
/// <param name="Dimension">Such as <c>length</c>; units of different dimensions never agree.</param>
/// <param name="Factor">Size in base units.</param>
internal sealed record Unit(string Dimension, Rational Factor);
