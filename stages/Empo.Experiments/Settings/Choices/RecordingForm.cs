namespace Empo.Experiments.Settings.Choices;

/// <summary>Which program wrote a recording.</summary>
public enum RecordingForm
{
    Plain,
    Verl,
    Trl,
    Vllm,
    Batch,
}
