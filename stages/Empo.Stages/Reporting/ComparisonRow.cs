namespace Empo.Stages.Reporting;

/// <summary>A row of the table that compares base and trained policy, as text.</summary>
internal sealed record ComparisonRow(string Name, string Base, string Trained, string Change);
