namespace Empo.Experiments.Settings.Choices;

/// <summary>Whether a prompt is put into a chat template.</summary>
public enum ChatFormat
{
    None,
    Template,
}
