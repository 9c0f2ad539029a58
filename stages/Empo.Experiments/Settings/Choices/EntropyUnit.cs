namespace Empo.Experiments.Settings.Choices;

/// <summary>Unit of the bounds of semantic entropy.</summary>
public enum EntropyUnit
{
    Nats,
    Share,
}
