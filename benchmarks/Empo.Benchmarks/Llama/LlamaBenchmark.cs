using System.Globalization;
using Empo.Stages.Checkpoints;
using Empo.Stages.Modeling;
using static TorchSharp.torch;

namespace Empo.Benchmarks.Llama;

/// <summary>
/// Decoding beside llama.cpp, in turns on one machine: the same random weights, the same batches, 32 prompt tokens and 128 new ones.
/// Ours samples and takes the statistics of each token; llama.cpp computes logits and nothing else. Both times begin after the first token.
/// </summary>
internal static class LlamaBenchmark
{
    private const int PromptTokens = 32;
    private const int ResponseTokens = 128;
    private const int SameTokens = 8;

    public static void Print(int threads, int turns, bool continuous, string[] names, TextWriter output)
    {
        set_num_threads(threads);
        output.WriteLine(
            "| model | rows | ours f32, tokens/s | ours bf16 | llama.cpp f32 | llama.cpp f16 | llama.cpp bf16 | ours / llama.cpp, f32 | "
                + "ours bf16 / its better of f32 and f16 | ours bf16 / its bf16 |"
        );
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        using var llama = LlamaCpp.Start(RepositoryFolder.Find());
        foreach (var (name, config) in LlamaModels.All.Where(model => names.Length == 0 || names.Contains(model.Name)))
        {
            var folder = Directory.CreateTempSubdirectory("empo-llama-").FullName;
            try
            {
                LlamaModels.Write(config, folder);
                RequireSameModel(llama, folder);
                foreach (var rows in new[] { 1, 16, 64 })
                {
                    var shape = new DecodingShape(rows, PromptTokens, ResponseTokens);
                    output.WriteLine(Row(name, llama, folder, shape, threads, turns, continuous));
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string Row(
        string name,
        LlamaCpp llama,
        string folder,
        DecodingShape shape,
        int threads,
        int turns,
        bool continuous
    )
    {
        using var single = CheckpointFolder.Load(folder, CPU);
        using var half = CheckpointFolder.Load(folder, CPU, ScalarType.BFloat16);
        Turn(llama, folder, single, half, shape with { ResponseTokens = 16 }, threads, continuous); // to warm up
        var measured = Enumerable.Range(0, turns).Select(_ => Turn(llama, folder, single, half, shape, threads, continuous)).ToList();
        double Middle(Func<LlamaTurn, double> number) => Median.Of(measured.Select(number));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {shape.Rows} | {Middle(t => t.Ours):N0} | {Middle(t => t.OursHalf):N0} | {Middle(t => t.F32):N0} | "
                + $"{Middle(t => t.F16):N0} | {Middle(t => t.BF16):N0} | {Middle(t => t.OfF32):F2} | {Middle(t => t.HalfOfBetter):F2} | "
                + $"{Middle(t => t.HalfOfHalf):F2} |"
        );
    }

    private static LlamaTurn Turn(
        LlamaCpp llama,
        string folder,
        CausalDecoder single,
        CausalDecoder half,
        DecodingShape shape,
        int threads,
        bool continuous
    )
    {
        double Llama(GgufType type) => llama.Decode(LlamaModels.File(folder, type), shape, threads, single.Config.VocabularySize);
        return new LlamaTurn(
            Ours: SamplingBenchmark.DecodingRate(single, shape, processorTime: threads == 1, continuous),
            F32: Llama(GgufType.F32),
            OursHalf: SamplingBenchmark.DecodingRate(half, shape, processorTime: threads == 1, continuous),
            F16: Llama(GgufType.F16),
            BF16: Llama(GgufType.BF16)
        );
    }

    /// <summary>Both programs must say the same tokens, or they would be compared at different work.</summary>
    private static void RequireSameModel(LlamaCpp llama, string folder)
    {
        using var decoder = CheckpointFolder.Load(folder, CPU);
        int[] prompt = [.. Enumerable.Range(0, PromptTokens).Select(i => (i * 104_729) % (int)decoder.Config.VocabularySize)];
        var ours = SamplingBenchmark.Greedy(decoder, prompt, SameTokens);
        var theirs = llama.Greedy(LlamaModels.File(folder, GgufType.F32), prompt, SameTokens);
        if (!ours.SequenceEqual(theirs))
        {
            throw new InvalidOperationException(
                $"llama.cpp says {string.Join(' ', theirs)} where we say {string.Join(' ', ours)}: the file is not the same model."
            );
        }
    }
}
