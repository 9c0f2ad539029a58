using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Stages.Checkpoints;
using Empo.Stages.Sampling;
using Text = System.Text.Encoding;

namespace Empo.Stages.Programs;

/// <summary>The output <c>policy</c> of a stage that trains one.</summary>
internal static class PolicyOutput
{
    /// <summary>
    /// Saves the whole model, or only its adapter; the base model is then not written again. The policy is kept in memory for the next
    /// stage. Every rank calls it, and the leader writes.
    /// </summary>
    /// <param name="context">The stage.</param>
    /// <param name="policies">Keeps it.</param>
    /// <param name="policy">What was trained.</param>
    /// <param name="source">What it was before.</param>
    public static void Save(StageContext context, PolicyMemory policies, LoadedPolicy policy, PolicySource source)
    {
        var folder = context.Output(StageTable.Policy);
        var digest = Text.UTF8.GetString(context.Ranks.Broadcast(context.Leads ? Text.UTF8.GetBytes(Written()) : [], "policy"));
        policies.Put(
            policy.Decoder.Adapters is null ? new PolicySource(folder, digest) : source with { Adapter = folder, AdapterDigest = digest },
            policy
        );

        string Written()
        {
            if (policy.Decoder.Adapters is null)
            {
                CheckpointFolder.Save(policy.Decoder, folder, source.Folder);
            }
            else
            {
                AdapterFolder.Save(policy.Decoder, folder);
            }

            return context.Finish(StageTable.Policy);
        }
    }
}
