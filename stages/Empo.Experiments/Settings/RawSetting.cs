namespace Empo.Experiments.Settings;

/// <summary>A scalar or a list of scalars as written in a file, before it is checked against the table.</summary>
/// <param name="Path">Dotted path.</param>
/// <param name="Text">Scalar text; a list is written <c>[a b c]</c>.</param>
/// <param name="IsList">Whether it was a sequence.</param>
/// <param name="File">File or other origin.</param>
/// <param name="Line">Line of the value.</param>
/// <param name="Column">Column of the value.</param>
/// <param name="KeyLine">Line of the key.</param>
/// <param name="KeyColumn">Column of the key.</param>
internal sealed record RawSetting(string Path, string Text, bool IsList, string File, int Line, int Column, int KeyLine, int KeyColumn);
