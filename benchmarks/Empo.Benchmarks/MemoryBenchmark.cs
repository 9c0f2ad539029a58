using System.Globalization;
using System.Runtime.InteropServices;
using Empo.Experiments.Resources;
using Empo.Models;
using Empo.Stages.Checkpoints;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Modeling;
using Empo.Stages.Sampling;
using Empo.Stages.Training;
using static TorchSharp.torch;

namespace Empo.Benchmarks;

/// <summary>
/// Memory against its bounds and estimates; Linux only, one case a process, because freed memory stays with it.
/// <c>write</c> and <c>load</c>: a model in bfloat16 of 1 GB in two shards, and what reading it adds to the process's anonymous memory.
/// The others: peak of the resident set during one update or one chunk, beside the estimate.
/// </summary>
internal static partial class MemoryBenchmark
{
    private const int Tokens = 4096;
    private const int Length = 256;

    /// <summary>1.02 GB in bfloat16.</summary>
    private static readonly DecoderConfig Large = DemonstrationModel.Config with
    {
        VocabularySize = 65_536,
        HiddenSize = 1024,
        IntermediateSize = 4096,
        Layers = 29,
        Heads = 16,
        KeyValueHeads = 4,
        HeadSize = 64,
    };

    private static readonly DecoderConfig Middle = DemonstrationModel.Config with
    {
        VocabularySize = 32_768,
        HiddenSize = 512,
        IntermediateSize = 1536,
        Layers = 8,
        Heads = 8,
        KeyValueHeads = 2,
        HeadSize = 64,
        MaxPositions = 512,
    };

    public static int Run(string[] arguments, TextWriter output)
    {
        set_num_threads(1);
        var line = arguments switch
        {
            ["write", var folder] => Write(folder),
            ["load", var folder] => Load(folder),
            ["kept"] => Update(ScalarType.Float32, recompute: false),
            ["recomputed"] => Update(ScalarType.Float32, recompute: true),
            ["bfloat16"] => Update(ScalarType.BFloat16, recompute: false),
            ["host"] => Update(ScalarType.BFloat16, recompute: true, onHost: true),
            ["next"] => Update(ScalarType.BFloat16, recompute: true, onHost: true, goesOn: true),
            ["rollout"] => Rollout(),
            _ => null,
        };
        output.WriteLine(line ?? "memory write|load <folder>, or memory kept|recomputed|bfloat16|host|next|rollout");
        return line is null ? 1 : 0;
    }

    private static string Write(string folder)
    {
        using var decoder = new CausalDecoder(Large, ScalarType.BFloat16, CPU);
        using var off = no_grad();
        foreach (var parameter in decoder.parameters())
        {
            parameter.fill_(0.01);
        }

        CheckpointFolder.Save(decoder, folder, endOfText: 0, shardBytes: 600_000_000);
        return $"shards={Directory.GetFiles(folder, "model-*.safetensors").Length} bytes={Bytes(folder)}";
    }

    private static string Load(string folder)
    {
        zeros(1).Dispose(); // libtorch itself is no part of the measurement
        var before = Kilobytes("/proc/self/smaps_rollup", "Anonymous:");
        using var decoder = CheckpointFolder.Load(folder, CPU);
        var grown = (Kilobytes("/proc/self/smaps_rollup", "Anonymous:") - before) * 1024;
        var peak = (Kilobytes("/proc/self/status", "VmHWM:") - before) * 1024;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"bytes={Bytes(folder)} anonymous={grown} ratio={(double)grown / Bytes(folder):F3} "
                + $"peak_resident_ratio={(double)peak / Bytes(folder):F3}"
        );
    }

    /// <summary>
    /// One update. <c>host</c> holds the optimizer apart from the model; <c>next</c> is the second round, which goes on from a saved state.
    /// </summary>
    private static string Update(ScalarType type, bool recompute, bool onHost = false, bool goesOn = false)
    {
        using var decoder = Decoder(type);
        var groups = TrainingBenchmark.Groups(decoder, Tokens / Length, Length);
        var estimate = new UpdateMemory
        {
            Model = decoder.Config,
            WeightBytes = StageMemory.WeightBytes(decoder),
            Tokens = Tokens,
            Recompute = recompute,
            StateOnHost = onHost,
        }.Estimate();
        var settings = TrainingBenchmark.Settings(Tokens);
        settings = settings with { Recompute = recompute, Optimizer = settings.Optimizer with { OnHost = onHost } };
        var file = goesOn ? SavedState(decoder, settings) : null;
        return Peak(estimate, () =>
        {
            using var before = file is null ? null : AdamWFile.Open(file);
            using var state = new PolicyTrainer(decoder, settings, new SilentLog()).Train(groups, 1, before, default).Optimizer;
        });
    }

    /// <summary>The file that a first round leaves behind.</summary>
    private static string SavedState(CausalDecoder decoder, UpdateSettings settings)
    {
        var file = Path.Combine(Path.GetTempPath(), "empo-benchmark-optimizer.safetensors");
        using var parameters = new FlatParameters(decoder);
        using var adamW = new AdamW(parameters, settings.Optimizer);
        using var state = adamW.Snapshot();
        state.Save(file);
        return file;
    }

    private static string Rollout()
    {
        using var decoder = Decoder(ScalarType.Float32);
        var estimate = new RolloutMemory
        {
            Model = decoder.Config,
            WeightBytes = StageMemory.WeightBytes(decoder),
            Questions = 4,
            Samples = 16,
            PromptTokens = 64,
            ResponseTokens = 48,
        }.Estimate();
        return Peak(estimate, () =>
        {
            using var engine = new LocalEngine(decoder);
            engine.Complete(
                new RolloutBatch
                {
                    Prompts = [.. Enumerable.Range(0, 4).Select(i => new RolloutPrompt($"q{i}", [.. Enumerable.Range(i, 64)]))],
                    FirstSample = 0,
                    Samples = 16,
                    Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 48, StopTokens = [], Greedy = false },
                    Seed = 1,
                    Round = 1,
                },
                default);
        });
    }

    private static CausalDecoder Decoder(ScalarType type)
    {
        var decoder = new CausalDecoder(Middle, type, CPU);
        decoder.Initialize(1, 0.02);
        return decoder;
    }

    /// <summary>Growth of the resident set's peak over what is resident now; the weights are, so they leave the estimate.</summary>
    private static string Peak(MemoryEstimate estimate, Action work)
    {
        Trim(0); // what earlier work left free would hide as much of the growth
        File.WriteAllText("/proc/self/clear_refs", "5"); // forget the peak so far
        var before = Kilobytes("/proc/self/status", "VmRSS:");
        work();
        var grown = (Kilobytes("/proc/self/status", "VmHWM:") - before) * 1024;
        var estimated = estimate.Total - estimate.Of(MemoryEstimate.Weights);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"measured={grown >> 20} MB estimated={estimated >> 20} MB ratio={(double)estimated / grown:F2}; {estimate}"
        );
    }

    /// <summary>Gives free memory of glibc's heap back to the kernel.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);

    private static long Bytes(string folder) => Directory.EnumerateFiles(folder, "*.safetensors").Sum(file => new FileInfo(file).Length);

    private static long Kilobytes(string file, string key) =>
        long.Parse(
            File.ReadLines(file)
                .First(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..]
                .Replace("kB", "", StringComparison.Ordinal)
                .Trim(),
            CultureInfo.InvariantCulture
        );
}
