namespace Empo.Experiments.Settings.Choices;

/// <summary>Where master weights and moments lie.</summary>
public enum OptimizerPlace
{
    Device,
    Host,
}
