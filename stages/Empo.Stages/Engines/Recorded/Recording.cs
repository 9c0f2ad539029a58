namespace Empo.Stages.Engines.Recorded;

/// <summary>A file of responses that another program sampled.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Steps">In order of first appearance.</param>
internal sealed record Recording(string File, IReadOnlyList<RecordedStep> Steps);
