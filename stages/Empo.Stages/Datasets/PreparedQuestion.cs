namespace Empo.Stages.Datasets;

/// <summary>A question with its identity and its prompt in tokens.</summary>
internal sealed record PreparedQuestion(string Id, DatasetQuestion Question, int[] PromptTokenIds);
