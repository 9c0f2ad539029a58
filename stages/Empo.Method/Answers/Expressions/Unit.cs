using Empo.Method.Answers.Numerics;

namespace Empo.Method.Answers.Expressions;

/// <summary>A unit of measurement: <c>Factor · π^PiPower</c> of the base units in <paramref name="Dimension"/>.</summary>
/// <param name="Factor">Size in base units, without the power of π.</param>
/// <param name="PiPower">Power of π in the size: 1 for a degree, which is π/180 of a radian.</param>
/// <param name="Dimension">Powers of base units in a fixed order, such as <c>kg·m·s^-2</c>; empty for a pure number.</param>
internal sealed record Unit(Rational Factor, int PiPower, string Dimension);
