namespace Empo.Experiments.Settings.Choices;

/// <summary>Where master weights and moments are kept.</summary>
public enum OptimizerPlace
{
    Device,
    Host,
}
