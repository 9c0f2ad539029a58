using Empo.Experiments.Storage;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Merge;

/// <summary>
/// A model's folder in another type of weights: <c>convert --model folder --out folder [--dtype bfloat16|float32]</c>. F16 checkpoints are
/// trained in F32; in BF16 they take half the memory.
/// </summary>
internal static class ConvertVerb
{
    private const string Usage = "convert --model <folder> --out <folder> [--dtype bfloat16|float32]";

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        try
        {
            Convert(arguments, output);
            return 0;
        }
        catch (UserError failure)
        {
            Console.Error.WriteLine(failure.ToCanonicalLine());
        }

        return 1;
    }

    private static void Convert(IReadOnlyList<string> arguments, TextWriter output)
    {
        var given = arguments
            .Chunk(2)
            .Select(pair =>
                pair is ["--model" or "--out" or "--dtype", _] ? pair : throw Wrong($"'{string.Join(' ', pair)}' is no argument")
            )
            .DistinctBy(pair => pair[0])
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var model = Path.GetFullPath(given.GetValueOrDefault("--model") ?? throw Wrong("--model is missing"));
        var target = Path.GetFullPath(given.GetValueOrDefault("--out") ?? throw Wrong("--out is missing"));
        var type = given.GetValueOrDefault("--dtype", "bfloat16") switch
        {
            "bfloat16" => ScalarType.BFloat16,
            "float32" => ScalarType.Float32,
            var other => throw Wrong($"--dtype is {other}"),
        };
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new UserError(
                "EMPO6020",
                $"The folder {target} is not empty, and nothing is written over. Name a new one. Use: {Usage}",
                target
            );
        }

        OutsideStore.Require(target);
        using var decoder = CheckpointFolder.Load(model, CPU, type);
        CheckpointFolder.Save(decoder, target, model);
        output.WriteLine($"{target}: {model} in {TensorType.Of(type).Name}, {decoder.Config.ParameterCount} parameters");
    }

    private static UserError Wrong(string what) => new("EMPO6020", $"{what}. Use: {Usage}");
}
