using Empo.Stages.Answers;
using Empo.Stages.Generate;
using Empo.Stages.Hosting;
using Empo.Stages.Inspection;
using Empo.Stages.Merge;
using Empo.Stages.Review;
using Empo.Stages.Suites;
using Empo.Stages.Tracing;

// The stage program: `serve` is called by builds, the other verbs by people.
return args switch
{
    ["serve", .. var rest] => ServeVerb.Run(rest),
    ["generate", .. var rest] => GenerateVerb.Run(rest, Console.Out),
    ["inspect", .. var rest] => InspectVerb.Run(rest, Console.Out, Console.Error),
    ["convert", .. var rest] => ConvertVerb.Run(rest, Console.Out),
    ["merge", .. var rest] => MergeVerb.Run(rest, Console.Out),
    ["answers", .. var rest] => AnswersVerb.Run(rest, Console.Out),
    ["review", .. var rest] => ReviewVerb.Run(rest, Console.Out),
    ["check", .. var rest] => CheckVerb.Run(rest, Console.Error),
    ["decisions", .. var rest] => DecisionsVerb.Run(rest, Console.Error),
    ["trace", .. var rest] => TraceVerb.Run(rest, Console.Out),
    ["suite", .. var rest] => SuiteVerb.Run(rest, Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Empo.Stages: the stage program of Empo.Pipeline
          generate --model <folder> --prompt <text or @file.jsonl> [--samples n] [--temperature t] [--max-tokens n] [--json]
          inspect --model <folder> [--adapter <folder>] [--source <name>] [--chat template|none]
          convert --model <folder> --out <folder> [--dtype bfloat16|float32]
          merge --model <folder> --adapter <folder> --out <folder>
          answers --pairs <file.jsonl> [--out <file.jsonl>] [--extraction <policy>]
          answers --explain "<a>" "<b>" [--extraction <policy>]
          review --store <folder> --summary <summary.json> --out <review.csv> [--decisions <reviewed.csv>]
          decisions --file <reviewed.csv> [--questions <training-questions.parquet>]
          trace --store <folder> --summary <summary.json> --question <id> [--json | --out <question.json>]
          suite --plan <artifacts/suite/suite.json>      (called by -p:EmpoSuite)
          check [--dataset <manifest.yaml>] [--device <cpu, cuda or cuda:1>]      (called by -t:Check)
          serve --pipe <name> --parent <process id>      (called by dotnet build pipeline.proj)
        """);
    return 1;
}
