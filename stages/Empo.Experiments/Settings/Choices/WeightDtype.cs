namespace Empo.Experiments.Settings.Choices;

/// <summary>Type in which weights are saved.</summary>
public enum WeightDtype
{
    Float32,
    Bfloat16,
}
