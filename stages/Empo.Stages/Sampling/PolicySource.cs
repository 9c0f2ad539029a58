using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Storage;

namespace Empo.Stages.Sampling;

/// <summary>A policy as the graph names it: the folder of a model and, where adapters are trained, the folder of its adapter.</summary>
/// <param name="Folder">Folder of the model: weights, configuration, tokenizer.</param>
/// <param name="ModelDigest">Digest of the model's content.</param>
/// <param name="Adapter">Folder of the adapter, or null for the model alone.</param>
/// <param name="AdapterDigest">Digest of the adapter's content.</param>
internal sealed record PolicySource(string Folder, string ModelDigest, string? Adapter = null, string? AdapterDigest = null)
{
    /// <summary>Digest of model and adapter together; the model's digest where there is no adapter.</summary>
    public string Digest =>
        AdapterDigest is null ? ModelDigest : Sha256Digest.OfLines([$"model {ModelDigest}", $"adapter {AdapterDigest}"]);

    /// <summary>The inputs <c>policy</c> and, where the graph gives one, <c>adapter</c> of a stage.</summary>
    public static PolicySource Of(StageContext context) => Of(context, InputRole.Policy, InputRole.Adapter);

    /// <summary>The inputs <c>base-policy</c> and <c>base-adapter</c>: the policy that training started from.</summary>
    public static PolicySource OfBase(StageContext context) => Of(context, InputRole.BasePolicy, InputRole.BaseAdapter);

    private static PolicySource Of(StageContext context, InputRole policy, InputRole adapterRole)
    {
        var (model, adapter) = (context.Input(policy), context.FindInput(adapterRole));
        return new PolicySource(model.Path, model.Digest, adapter?.Path, adapter?.Digest);
    }
}
