using Empo.Experiments.Audit;
using Empo.Experiments.Catalog;
using Empo.Experiments.Storage;
using Microsoft.Build.Framework;

namespace Empo.Tasks;

/// <summary>Turns the dataset into questions with prompts, and keeps the answers apart.</summary>
public sealed class PrepareQuestions : RunStage
{
    /// <summary>The stage program.</summary>
    [Required]
    public string Program { get; set; } = "";

    private protected override StageDefinition Definition => StageTable.Prepare;

    /// <summary>Only now is it known which questions have answers, and for which people decided something.</summary>
    private protected override void Finished(PipelineSession session, Manifest manifest)
    {
        PreparedLabels.Require(session.Experiment, manifest);
        DecisionsCheck.Run(session, Program, manifest, this);
    }
}
