namespace Empo.Experiments.Settings;

/// <summary>A value for a setting, as canonical text.</summary>
public sealed record SettingAssignment(Setting Setting, string Text);
