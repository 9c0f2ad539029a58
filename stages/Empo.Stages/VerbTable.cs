using System.CommandLine;
using Empo.Stages.AnswerPairs;
using Empo.Stages.Distillation;
using Empo.Stages.Generate;
using Empo.Stages.Hosting;
using Empo.Stages.Inspection;
using Empo.Stages.Merge;
using Empo.Stages.Review;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.SuiteReports;
using Empo.Stages.Tracing;

namespace Empo.Stages;

/// <summary>The verbs of the stage program. A new verb is a separate class and a row here.</summary>
internal static class VerbTable
{
    /// <summary>The command line as a whole.</summary>
    public static RootCommand Create()
    {
        RootCommand root = new("The stage program of Empo.Pipeline: what builds run, and verbs that a person can call.")
        {
            new GenerateVerb(),
            new InspectVerb(),
            new ConvertVerb(),
            new MergeVerb(),
            new AnswersVerb(),
            new ReviewVerb(),
            new DistillVerb(),
            new DecisionsVerb(),
            new TraceVerb(),
            new SuiteVerb(),
            new CheckVerb(),
            new ServersVerb(),
            new ServeVerb(),
            new RankVerb(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }
}
