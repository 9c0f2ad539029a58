using System.Globalization;
using Empo.Benchmarks.Estimates;
using Empo.Benchmarks.Gpu;
using Empo.Benchmarks.Llama;
using Empo.Benchmarks.Ranks;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Benchmarks;

/// <summary>All verbs. Rows for benchmarks/README.md go to standard output.</summary>
internal static class BenchmarkVerbs
{
    private const string ShareHeader = "| what | tokens/s | GFLOP/s | matmul 1024, GFLOP/s | share |\n|---|---|---|---|---|";

    public static IReadOnlyList<BenchmarkVerb> All { get; } =
    [
        new("training", "[threads] [turns]", Training),
        new("sampling", "[threads] [turns], or <model folder> <batch> <prompt tokens> <response tokens> [threads] [turns]", Sampling),
        new("llama", "[threads] [turns] [chunk|continuous] [25M] [100M]", Llama),
        new("decoding", "[threads] [turns] [25M|100M]", Decoding),
        new("gpu", GpuOptions.Usage, arguments => new GpuReport(GpuOptions.Read(arguments), RepositoryFolder.Find(), Console.Out).Run()),
        new("speed", "cuda|cpu", arguments => GpuSpeed.Run(arguments[0], Console.Out)),
        new("estimate", "", _ => Done(() => EstimateTable.Print(CardRates.H100, Console.Out))),
        new("scale", "", _ => Done(() => ScaleTable.Print(Console.Out))),
        new("exchange", "[turns] [0.45M|25M], as each rank of mpirun", Exchange),
        new("learning", "<folder of summaries>", arguments => Done(() => LearningTable.Print(arguments[0], Console.Out))),
        new("review", "<store> <summary.json> ...", Review),
        new("guard", "<suite.json> [seed ...] [indicator=limit ...]", Guard),
        new("answers", "<folder with equivalence/cases.jsonl> [turns]", Answers),
        new("labels", "<folder with equivalence/*.jsonl>", arguments => Done(() => AnswersLabels.Print(arguments[0], Console.Out))),
        new(
            "prepare",
            "<folder with numinamath_20k.parquet and math500.jsonl>",
            arguments => Done(() => PrepareBenchmark.Print(arguments[0], Console.Out))
        ),
        new(
            "templates",
            "<both.jsonl of tests/golden/jinja>",
            arguments => Done(() => TemplateComparison.Print(arguments[0], Console.Out))
        ),
        new(
            "tokenizers",
            "<ids.jsonl of tests/golden/tokenizers>",
            arguments => Done(() => TokenizerComparison.Print(arguments[0], Console.Out))
        ),
        new("fuzz", "[inputs]", arguments => AnswersFuzz.Run(Number(arguments, 0, 1_000_000), Console.Out) == 0 ? 0 : 1),
        new("hostile", "<folder>", arguments => HostileFiles.Run(arguments, Console.Out)),
        new(
            "memory",
            "write|load <folder>, or kept|recomputed|bfloat16|host|next|rollout",
            arguments => MemoryBenchmark.Run(arguments, Console.Out)
        ),
    ];

    public static int Run(string[] arguments)
    {
        if (All.FirstOrDefault(verb => verb.Name == arguments.FirstOrDefault()) is { } chosen)
        {
            return chosen.Run(arguments[1..]);
        }

        Console.Error.WriteLine("Empo.Benchmarks <verb> ...");
        foreach (var verb in All)
        {
            Console.Error.WriteLine($"  {verb.Name} {verb.Usage}");
        }

        return 1;
    }

    private static int Training(string[] arguments)
    {
        set_num_threads(Number(arguments, 0, 2));
        Console.WriteLine(ShareHeader);
        foreach (var batch in new[] { 16, 64, 256 })
        {
            var share = TrainingBenchmark.Measure(batch, length: 64, turns: Number(arguments, 1, 10));
            Console.WriteLine(share.ToRow($"training, batch {batch}, T = 64"));
        }

        return 0;
    }

    /// <summary>Ranks of one thread each.</summary>
    private static int Exchange(string[] arguments)
    {
        set_num_threads(1);
        return Done(() => ExchangeTable.Print(Number(arguments, 0, 5), arguments.ElementAtOrDefault(1), Console.Out));
    }

    /// <summary>The default experiment's model at three sizes, or a model folder at one.</summary>
    private static int Sampling(string[] arguments)
    {
        var own = arguments is [var folder, ..] && Directory.Exists(folder);
        var rest = own ? arguments[4..] : arguments;
        DecodingShape[] shapes = own
            ? [new DecodingShape(Number(arguments, 1, 0), Number(arguments, 2, 0), Number(arguments, 3, 0))]
            : [.. new[] { 64, 256, 1024 }.Select(rows => new DecodingShape(rows, PromptTokens: 14, ResponseTokens: 39))];
        set_num_threads(Number(rest, 0, 2));
        using var decoder = own ? CheckpointFolder.Load(arguments[0], CPU) : DemonstrationModel.Create();
        Console.WriteLine(ShareHeader);
        foreach (var shape in shapes)
        {
            var share = SamplingBenchmark.Measure(decoder, shape, turns: Number(rest, 1, 10));
            Console.WriteLine(share.ToRow($"sampling, batch {shape.Rows}, {shape.PromptTokens} + {shape.ResponseTokens} tokens"));
        }

        return 0;
    }

    private static int Llama(string[] arguments)
    {
        var (threads, turns, names) = (Number(arguments, 0, 2), Number(arguments, 1, 5), arguments.Skip(2).ToList());
        var chunk = names.Remove("chunk");
        names.Remove("continuous");
        return Done(() => LlamaBenchmark.Print(threads, turns, !chunk, [.. names], Console.Out));
    }

    private static int Decoding(string[] arguments)
    {
        set_num_threads(Number(arguments, 0, 1));
        var model = LlamaModels.All.First(model => model.Name == (arguments.ElementAtOrDefault(2) ?? "25M"));
        return Done(() => DecodingCost.Print(model.Config, Number(arguments, 1, 3), Console.Out));
    }

    private static int Guard(string[] arguments) =>
        Done(() => GuardStudy.Print(
            arguments[0],
            [.. arguments.Skip(1).Where(argument => !argument.Contains('=')).Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))],
            arguments
                .Skip(1)
                .Where(argument => argument.Contains('='))
                .Select(limit => limit.Split('='))
                .ToDictionary(limit => limit[0], limit => double.Parse(limit[1], CultureInfo.InvariantCulture)),
            Console.Out
        ));

    private static int Review(string[] arguments) => Done(() => ReviewStudy.Print(arguments[0], arguments.Skip(1), Console.Out));

    private static int Answers(string[] arguments) =>
        Done(() => AnswersBenchmark.Print(arguments[0], Number(arguments, 1, 9), Console.Out));

    private static int Done(Action work)
    {
        work();
        return 0;
    }

    private static int Number(string[] arguments, int index, int otherwise) =>
        arguments.ElementAtOrDefault(index) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
