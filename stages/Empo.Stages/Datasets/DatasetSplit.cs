namespace Empo.Stages.Datasets;

/// <summary>The purpose of a question.</summary>
internal enum DatasetSplit
{
    Training,
    Development,
    Evaluation,
}
