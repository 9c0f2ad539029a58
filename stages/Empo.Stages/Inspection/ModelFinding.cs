namespace Empo.Stages.Inspection;

/// <summary>A contradiction in a model's folder that does not stop a build.</summary>
/// <param name="Code">EMPO308n.</param>
/// <param name="Message">Which values contradict each other, which one counts here, and what to do.</param>
/// <param name="File">The file that the finding is about.</param>
internal sealed record ModelFinding(string Code, string Message, string File);
