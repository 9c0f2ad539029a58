namespace Empo.Stages.Inspection;

/// <summary>A contradiction of a model's folder that stops nothing.</summary>
/// <param name="Code">EMPO308n.</param>
/// <param name="Message">What stands against what, what counts here, and what to do.</param>
/// <param name="File">The file to look at.</param>
internal sealed record ModelFinding(string Code, string Message, string File);
