using Empo.Experiments.Graph;

namespace Empo.Tasks;

/// <summary>Turns the dataset into questions with prompts, and keeps the answers apart.</summary>
public sealed class PrepareQuestions : RunStage
{
    private protected override StageDefinition Definition => StageTable.Prepare;
}
