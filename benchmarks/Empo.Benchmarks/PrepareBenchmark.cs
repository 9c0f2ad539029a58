using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using Empo.Experiments.Storage;
using Empo.Stages.Programs;
using Empo.Stages.Rows;
using Empo.Stages.Tokenization;

namespace Empo.Benchmarks;

/// <summary>
/// Seconds, by the clock and of the processor, of the stage prepare on <c>numinamath_20k.parquet</c> with <c>math500.jsonl</c> held out:
/// reading, tokenizing with a byte-level vocabulary of the size of Qwen2.5's, removing, writing.
/// </summary>
internal static class PrepareBenchmark
{
    private const int VocabularySize = 151_643;

    /// <summary>Qwen2's pattern.</summary>
    private const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <param name="questions">A folder with numinamath_20k.parquet and math500.jsonl.</param>
    public static void Print(string questions, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("empo-prepare-").FullName;
        try
        {
            WriteTokenizer(Path.Combine(questions, "numinamath_20k.parquet"), folder);
            var manifest = Path.Combine(folder, "dataset.yaml");
            File.WriteAllText(manifest, Manifest(questions));
            output.WriteLine("| prepare | s | processor s | questions | left out |");
            output.WriteLine("|---|---|---|---|---|");
            Run("as it is (the first run also compiles)", [], folder, manifest, questions, output);
            Run("as it is", [], folder, manifest, questions, output);
            Run(
                "near-duplicates at 0.8, 13-grams of the evaluation set",
                [("questions.near_duplicate", "0.8"), ("questions.overlap", "13")],
                folder,
                manifest,
                questions,
                output
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Run(
        string name,
        (string Path, string Value)[] settings,
        string folder,
        string manifest,
        string questions,
        TextWriter output
    )
    {
        var values = SettingTable
            .All.Where(setting => setting.Stages.Contains(StageTable.Prepare))
            .ToDictionary(setting => setting.Path, setting => setting.Default!, StringComparer.Ordinal);
        foreach (var (path, value) in settings)
        {
            values[path] = value;
        }

        StageInput Input(string role, string path) => new() { Role = role, Path = path, Digest = "" };
        var request = new StageRequest
        {
            Stage = "prepare",
            Round = null,
            Key = new string('0', 64),
            Experiment = "benchmark",
            Settings = new SettingSlice(values),
            Inputs =
            [
                Input("dataset", manifest),
                Input("tokenizer", folder),
                Input("data", Path.Combine(questions, "numinamath_20k.parquet")),
                Input("data", Path.Combine(questions, "math500.jsonl")),
            ],
            Outputs = [.. StageTable.Prepare.Outputs.Select(artifact => artifact.Name)],
            Fingerprint = [],
            Store = folder,
            Device = "cpu",
            Threads = 2,
        };
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var context = new StageContext(request, folder, new ChunkStore(folder), new SilentLog(), CancellationToken.None);
        PrepareStage.Run(context);
        var reasons = context
            .Metrics.Where(metric => metric.Key.StartsWith("left_out_", StringComparison.Ordinal))
            .Select(metric => $"{metric.Key["left_out_".Length..]} {metric.Value}");
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {watch.Elapsed.TotalSeconds:0.0} | {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.0} | "
                    + $"{context.Metrics["training"]} + {context.Metrics["evaluation"]} | {string.Join(", ", reasons)} |"
            )
        );
    }

    /// <summary>
    /// A vocabulary that merges every frequent piece of the questions from left to right: as large as a published one and as deep,
    /// so that looking it up costs as much.
    /// </summary>
    private static void WriteTokenizer(string questions, string folder)
    {
        var splitter = new PatternSplitter(Pattern, SplitBehavior.Isolated);
        var pieces = RowFile
            .Read(questions, ["prompt"])
            .SelectMany(row => splitter.Cut(row.Find("prompt.0.content")!.Text!, first: true))
            .CountBy(piece => piece)
            .OrderByDescending(piece => piece.Value)
            .ThenBy(piece => piece.Key, StringComparer.Ordinal);
        var vocabulary = new JsonObject();
        foreach (var value in Enumerable.Range(0, 256))
        {
            vocabulary[ByteLevelAlphabet.Character((byte)value).ToString()] = value;
        }

        var merges = new JsonArray();
        foreach (var token in pieces.Select(piece => ByteLevelAlphabet.Encode(piece.Key)).TakeWhile(_ => vocabulary.Count < VocabularySize))
        {
            for (var length = 2; length <= token.Length && vocabulary.Count < VocabularySize; length++)
            {
                if (vocabulary.TryAdd(token[..length], vocabulary.Count))
                {
                    merges.Add($"{token[..(length - 1)]} {token[length - 1]}");
                }
            }
        }

        // The questions have too few words for so many tokens: pairs of frequent ones fill it up.
        var frequent = vocabulary.Skip(256).Take(400).Select(token => token.Key).ToArray();
        foreach (
            var (left, right) in frequent
                .SelectMany(left => frequent.Select(right => (left, right)))
                .TakeWhile(_ => vocabulary.Count < VocabularySize)
        )
        {
            if (vocabulary.TryAdd(left + right, vocabulary.Count))
            {
                merges.Add($"{left} {right}");
            }
        }

        var json = new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = vocabulary.Count,
                    ["content"] = "<|endoftext|>",
                    ["special"] = true,
                }
            ),
            ["normalizer"] = new JsonObject { ["type"] = "NFC" },
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Split",
                        ["pattern"] = new JsonObject { ["Regex"] = Pattern },
                        ["behavior"] = "Isolated",
                        ["invert"] = false,
                    },
                    new JsonObject
                    {
                        ["type"] = "ByteLevel",
                        ["add_prefix_space"] = false,
                        ["use_regex"] = false,
                    }
                ),
            },
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = merges },
        };
        File.WriteAllText(Path.Combine(folder, TokenizerFolder.FileName), json.ToJsonString());
        Console.WriteLine(FormattableString.Invariant($"Vocabulary: {vocabulary.Count} tokens, {merges.Count} merges."));
    }

    private static string Manifest(string questions) => $$"""
        name: numinamath
        licence: as published
        origin: as published
        kind: files
        files:
          - path: {{questions}}/numinamath_20k.parquet
            split: training
            question: prompt
            answer: reward_model.ground_truth
            remove_suffix: " Let's think step by step and output the final answer within \\boxed{}."
          - path: {{questions}}/math500.jsonl
            split: evaluation
            question: prompt
            answer: reward_model.ground_truth
            remove_suffix: " Let's think step by step and output the final answer within \\boxed{}."
        """;
}
