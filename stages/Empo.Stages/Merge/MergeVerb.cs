using System.CommandLine;
using Empo.Stages.Checkpoints;
using Empo.Stages.Verbs;
using static TorchSharp.torch;

namespace Empo.Stages.Merge;

/// <summary>
/// Merges a base model and an adapter into one model, for programs that cannot read adapters: <c>merge --model base --adapter folder --out
/// folder</c>. Each matrix is W + s B A, computed in F32 and rounded to the type of W once; in 16 bits this loses part of a small addition.
/// </summary>
internal sealed class MergeVerb : Verb
{
    private readonly Option<string> _model = VerbOption.Path(
        "--model",
        "folder",
        "The base model's folder; may be omitted where the adapter names its base."
    );

    private readonly Option<string> _adapter = VerbOption.Path("--adapter", "folder", "The adapter's folder.", required: true);
    private readonly Option<string> _out = VerbOption.Path("--out", "folder", "A new or empty folder for the result.", required: true);

    public MergeVerb()
        : base("merge", "Make one model of a base model and an adapter.")
    {
        Add(_model);
        Add(_adapter);
        Add(_out);
    }

    protected override int Run(ParseResult given, TextWriter output, TextWriter errors)
    {
        var adapter = given.GetRequiredValue(_adapter);
        var model = given.GetValue(_model) ?? AdapterFolder.BaseOf(adapter);
        var target = NewFolder.Require(given.GetRequiredValue(_out));
        using var decoder = CheckpointFolder.Load(model, CPU, CheckpointFolder.WrittenType(model));
        AdapterFolder.Load(decoder, adapter);
        decoder.Adapters!.AddToWeights();
        decoder.DetachAdapters();
        CheckpointFolder.Save(decoder, target, model);
        output.WriteLine($"{target}: {model} with {adapter} merged, {decoder.Config.ParameterCount} parameters, {decoder.Dtype}");
        return 0;
    }
}
