namespace Empo.Stages.Datasets;

/// <summary>What a question is for.</summary>
internal enum DatasetSplit
{
    Training,
    Development,
    Evaluation,
}
