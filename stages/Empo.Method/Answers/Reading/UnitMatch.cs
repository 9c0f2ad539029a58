namespace Empo.Method.Answers.Reading;

/// <summary>A unit found in an answer.</summary>
/// <param name="End">Position after it.</param>
/// <param name="Name">Canonical name, symbols with exponents between dots: <c>kg·m·s^-2</c>.</param>
/// <param name="Symbols">Its canonical symbols, without exponents.</param>
/// <param name="IsDressed">Whether all of it was written as text (<c>\text</c>, <c>\mathrm</c>), by a special command or in words.</param>
internal readonly record struct UnitMatch(int End, string Name, IReadOnlyList<string> Symbols, bool IsDressed);
