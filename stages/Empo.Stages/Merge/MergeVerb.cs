using Empo.Experiments.Storage;
using Empo.Stages.Checkpoints;
using static TorchSharp.torch;

namespace Empo.Stages.Merge;

/// <summary>
/// Makes one model of a base model and an adapter, for programs that read no adapters: <c>merge --model base --adapter folder --out
/// folder</c>. Each matrix is W + s B A, computed in F32 and rounded to the type of W once; in 16 bits part of a small addition is lost in
/// that.
/// </summary>
internal static class MergeVerb
{
    private const string Usage =
        "merge --model <folder> --adapter <folder> --out <folder>; --model may be left out where the adapter names its base";

    /// <summary>Exit code: 0, or 1 with a coded line on the error stream.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        try
        {
            Merge(arguments, output);
            return 0;
        }
        catch (UserError failure)
        {
            Console.Error.WriteLine(failure.ToCanonicalLine());
        }

        return 1;
    }

    private static void Merge(IReadOnlyList<string> arguments, TextWriter output)
    {
        var given = Parse(arguments);
        var adapter = given.GetValueOrDefault("--adapter") ?? throw Wrong("--adapter is missing");
        var target = given.GetValueOrDefault("--out") ?? throw Wrong("--out is missing");
        var model = given.GetValueOrDefault("--model") ?? AdapterFolder.BaseOf(adapter);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new UserError(
                "EMPO6020",
                $"The folder {target} is not empty, and nothing is written over. Name a new one. Use: {Usage}",
                target
            );
        }

        OutsideStore.Require(target);
        using var decoder = CheckpointFolder.Load(model, CPU, CheckpointFolder.WrittenType(model));
        AdapterFolder.Load(decoder, adapter);
        decoder.Adapters!.AddToWeights();
        decoder.DetachAdapters();
        CheckpointFolder.Save(decoder, target, model);
        output.WriteLine($"{target}: {model} with {adapter} merged, {decoder.Config.ParameterCount} parameters, {decoder.Dtype}");
    }

    private static Dictionary<string, string> Parse(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in arguments.Chunk(2))
        {
            if (pair[0] is not ("--model" or "--adapter" or "--out"))
            {
                throw Wrong($"{pair[0]} is no argument");
            }

            given[pair[0]] = pair.Length == 2 ? Path.GetFullPath(pair[1]) : throw Wrong($"{pair[0]} has no value");
        }

        return given;
    }

    private static UserError Wrong(string what) => new("EMPO6020", $"{what}. Use: {Usage}");
}
