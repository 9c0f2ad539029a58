namespace Empo.Experiments.Settings;

/// <summary>A setting's value and where it was written, so that an error can point there.</summary>
/// <param name="Text">Canonical text.</param>
/// <param name="File">The file that sets it; null for a default.</param>
/// <param name="Line">One-based, or 0.</param>
/// <param name="Column">One-based, or 0.</param>
public sealed record SettingValue(string Text, string? File = null, int Line = 0, int Column = 0);
