using Empo.Experiments.Catalog;

namespace Empo.Tasks;

/// <summary>Writes the report of the whole run.</summary>
public sealed class WriteReport : RunStage
{
    private protected override StageDefinition Definition => StageTable.Report;
}
