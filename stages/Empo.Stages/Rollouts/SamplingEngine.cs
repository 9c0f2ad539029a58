using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using static TorchSharp.torch;

namespace Empo.Stages.Rollouts;

/// <summary>Chooses where a stage's samples come from.</summary>
internal static class SamplingEngine
{
    /// <summary>
    /// A sampler over our own decoder, or over the server that the experiment names. A server with fixed weights never gets a policy that
    /// was trained here, so our own decoder samples from such a policy.
    /// </summary>
    public static ChunkSampler Of(StageContext context, PolicyMemory policies, ITextTokenizer tokenizer)
    {
        if (IsLocal(context))
        {
            return Local(context, policies, PolicySource.Of(context), tokenizer);
        }

        var client = new ServerClient(ServerSettings.From(context.Settings), context.Log);
        var identity = Identity(client, context);
        return new ChunkSampler(context, tokenizer, () => new ServerEngine(client, Served(client, context, tokenizer), context.Log))
        {
            Server = identity,
            Require = (demand, decoding) => client.Require(
                ServerDemand.Of(
                    demand.PromptTokens,
                    decoding,
                    context.Request.Stage,
                    tokenizer.VocabularySize,
                    ServedModel.VocabularyOf(PolicySource.Of(context).Folder)
                )
            ),
        };
    }

    /// <summary>Whether our own decoder samples.</summary>
    public static bool IsLocal(StageContext context)
    {
        var trained = (context.FindInput(InputRole.Adapter) ?? context.Input(InputRole.Policy)).IsTrained;
        return !ServerSettings.AreIn(context.Settings) || (trained && context.Settings.Get(RolloutServer.Weights) == WeightTransfer.Fixed);
    }

    /// <summary>A sampler over our own decoder.</summary>
    public static ChunkSampler Local(StageContext context, PolicyMemory policies, PolicySource source, ITextTokenizer tokenizer)
    {
        var type = ExperimentModel.InFolder(source.Folder)?.WeightBytes == 2 ? ScalarType.BFloat16 : ScalarType.Float32;
        var mode = SamplingMode.Of(context.Settings, policies.Device.type, context.Request.Deterministic, type);
        foreach (var (name, value) in mode.Numerics())
        {
            context.Numeric(name, value);
        }

        return new ChunkSampler(context, tokenizer, () => mode.Engine(policies.Get(source).Decoder))
        {
            Mode = mode,
            MaxRows = context.Settings.Get(Rollout.MaxRows),
            Card = policies.Card,
        };
    }

    private static ServerIdentity Identity(ServerClient client, StageContext context)
    {
        try
        {
            return client.IdentifyAsync(context.Cancellation).GetAwaiter().GetResult();
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static ServedModel Served(ServerClient client, StageContext context, ITextTokenizer tokenizer)
    {
        var policy = client
            .HandOverAsync(context.FindInput(InputRole.Adapter) ?? context.Input(InputRole.Policy), context.Cancellation)
            .GetAwaiter()
            .GetResult();
        return new ServedModel(policy.Name, tokenizer)
        {
            Policy = policy,
            ModelVocabulary = ServedModel.VocabularyOf(PolicySource.Of(context).Folder),
            Stage = context.Request.Stage,
            ProbesLogProbs = context.Request.Stage == StageTable.Rollout.Name,
        };
    }
}
