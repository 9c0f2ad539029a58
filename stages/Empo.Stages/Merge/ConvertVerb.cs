using System.CommandLine;
using Empo.Stages.Checkpoints;
using Empo.Stages.Verbs;
using static TorchSharp.torch;

namespace Empo.Stages.Merge;

/// <summary>
/// Writes a model's folder with weights of another type: <c>convert --model folder --out folder [--dtype bfloat16|float32]</c>. F16
/// checkpoints are trained in F32; in BF16 they take half the memory.
/// </summary>
internal sealed class ConvertVerb : Verb
{
    private readonly Option<string> _model = VerbOption.Path("--model", "folder", "The model's folder.", required: true);
    private readonly Option<string> _out = VerbOption.Path("--out", "folder", "A new or empty folder for the result.", required: true);
    private readonly Option<string> _type = VerbOption.Choice("--dtype", ["bfloat16", "float32"], "The type of the new weights.");

    public ConvertVerb()
        : base("convert", "Write a model's folder with weights of another type.")
    {
        Add(_model);
        Add(_out);
        Add(_type);
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var model = given.GetRequiredValue(_model);
        var target = NewFolder.Require(given.GetRequiredValue(_out));
        var type = given.GetValue(_type) == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32;
        using var decoder = CheckpointFolder.Load(model, CPU, type);
        CheckpointFolder.Save(decoder, target, model);
        output.WriteLine($"{target}: {model} in {TensorType.Of(type).Name}, {decoder.Config.ParameterCount} parameters");
        return 0;
    }
}
