using System.Globalization;
using Empo.Benchmarks;
using Empo.Stages.Hosting;
using static TorchSharp.torch;

// Usage: Empo.Benchmarks [training|sampling|all] [threads] [turns], or learning <folder of summaries>, or guard <suite.json> [seed ...]
// [indicator=limit ...], or answers <folder with equivalence/cases.jsonl> [turns], or labels <folder with equivalence/*.jsonl>, or prepare
// <folder with numinamath_20k.parquet and math500.jsonl>, or fuzz [inputs], or hostile <folder>, or memory write|load <folder>, or memory
// kept|recomputed|bfloat16|rollout. Rows for benchmarks/README.md go to standard output.
NativeHeap.KeepFreedMemory();
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var verb = args.ElementAtOrDefault(0) ?? "all";
if (verb == "learning")
{
    LearningTable.Print(args[1], Console.Out);
    return 0;
}

if (verb == "guard")
{
    GuardStudy.Print(
        args[1],
        [.. args.Skip(2).Where(argument => !argument.Contains('=')).Select(seed => int.Parse(seed, CultureInfo.InvariantCulture))],
        args.Skip(2)
            .Where(argument => argument.Contains('='))
            .Select(limit => limit.Split('='))
            .ToDictionary(limit => limit[0], limit => double.Parse(limit[1], CultureInfo.InvariantCulture)),
        Console.Out
    );
    return 0;
}

if (verb == "prepare")
{
    PrepareBenchmark.Print(args[1], Console.Out);
    return 0;
}

if (verb == "fuzz")
{
    return AnswersFuzz.Run(int.Parse(args.ElementAtOrDefault(1) ?? "1000000", CultureInfo.InvariantCulture), Console.Out) == 0 ? 0 : 1;
}

if (verb == "hostile")
{
    return HostileFiles.Run([.. args.Skip(1)], Console.Out);
}

if (verb == "memory")
{
    return MemoryBenchmark.Run([.. args.Skip(1)], Console.Out);
}

if (verb == "labels")
{
    AnswersLabels.Print(args[1], Console.Out);
    return 0;
}

if (verb == "answers")
{
    AnswersBenchmark.Print(args[1], int.Parse(args.ElementAtOrDefault(2) ?? "9", CultureInfo.InvariantCulture), Console.Out);
    return 0;
}

set_num_threads(int.Parse(args.ElementAtOrDefault(1) ?? "2", CultureInfo.InvariantCulture));
var turns = int.Parse(args.ElementAtOrDefault(2) ?? "10", CultureInfo.InvariantCulture);
Console.WriteLine("| what | tokens/s | GFLOP/s | matmul 1024, GFLOP/s | share |");
Console.WriteLine("|---|---|---|---|---|");
if (verb is "training" or "all")
{
    foreach (var batch in new[] { 16, 64, 256 })
    {
        Console.WriteLine(TrainingBenchmark.Measure(batch, length: 64, turns).ToRow($"training, batch {batch}, T = 64"));
    }
}

if (verb is "sampling" or "all")
{
    foreach (var batch in new[] { 64, 256, 1024 })
    {
        Console.WriteLine(SamplingBenchmark.Measure(batch, responseTokens: 39, turns).ToRow($"sampling, batch {batch}, 14 + 39 tokens"));
    }
}

return 0;
