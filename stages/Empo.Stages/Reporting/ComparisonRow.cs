namespace Empo.Stages.Reporting;

/// <summary>A line of the table base against trained, as text.</summary>
internal sealed record ComparisonRow(string Name, string Base, string Trained, string Change);
