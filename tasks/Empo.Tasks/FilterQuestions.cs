using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>Drops questions that teach nothing and computes advantages for the rest.</summary>
public sealed class FilterQuestions : RunStage
{
    private protected override StageDefinition Definition => StageTable.Filter;
}
