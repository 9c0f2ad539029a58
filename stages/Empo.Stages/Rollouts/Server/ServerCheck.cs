using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using Empo.Stages.Verbs;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Asks each server by itself: who it is, what it reports of its limits, for a response of a few tokens with every parameter of the
/// experiment, and whether it has the path by which the policy would reach it. Nothing is loaded into it.
/// </summary>
/// <param name="settings">Those of the stage rollout.</param>
/// <param name="folder">The model's folder.</param>
/// <param name="promptTokens">Tokens that a prompt may have.</param>
/// <param name="log">Where findings go.</param>
internal sealed class ServerCheck(SettingSlice settings, string folder, int promptTokens, VerbLog log)
{
    private const int FewTokens = 4;

    /// <summary>Whether a build could sample from all servers.</summary>
    public bool Run()
    {
        var servers = ServerSettings.From(settings);
        var tokenizer = TokenizerFolder.Load(folder);
        var decoding = new Decoding
        {
            Temperature = settings.Get(Rollout.Temperature),
            TopP = settings.Get(Rollout.TopP),
            TopK = settings.Get(Rollout.TopK),
            MaxTokens = settings.Get(Rollout.MaxTokens),
            StopTokens = StopTokens.Of(tokenizer, folder, []),
            Greedy = false,
        };
        var found = servers.Urls.Select(url => Ask(servers with { Url = url, OtherUrls = [] }, tokenizer, decoding)).ToList();
        if (found.TrueForAll(identity => identity is not null))
        {
            var addresses = servers.Urls.Select(ShownAddress.Of);
            return Succeeds(() => ServerIdentity.RequireEqual([.. addresses.Zip(found.Select(identity => identity!))], servers.Weights));
        }

        return false;
    }

    /// <summary>Null where a build could not sample from the server.</summary>
    private ServerIdentity? Ask(ServerSettings server, ITextTokenizer tokenizer, Decoding decoding)
    {
        ServerIdentity? identity = null;
        var samples = Succeeds(() =>
        {
            using var client = new ServerClient(server with { Retries = Math.Min(server.Retries, 1) }, log);
            identity = client.IdentifyAsync(CancellationToken.None).GetAwaiter().GetResult();
            RequireRoute(client);
            var vocabulary = ServedModel.VocabularyOf(folder);
            var demand = ServerDemand.Of(promptTokens, decoding, StageTable.Rollout.Name, tokenizer.VocabularySize, vocabulary);
            client.Require(demand);
            var served = new ServedModel(server.Model, tokenizer) { ModelVocabulary = vocabulary, ProbesLogProbs = true };
            Describe(identity, client.Address, Sample(client, served, decoding));
        });
        return samples ? identity : null;
    }

    private IReadOnlyList<Completion> Sample(ServerClient client, ServedModel served, Decoding decoding)
    {
        using var engine = new ServerEngine(client, served, log);
        return engine.Complete(
            new RolloutBatch
            {
                Prompts = [new RolloutPrompt("check", [0])],
                FirstSample = 0,
                Samples = Math.Min(settings.Get(Rollout.SamplesPerChunk), 2),
                Seed = 0,
                Round = 0,
                Decoding = decoding with { MaxTokens = Math.Min(decoding.MaxTokens, FewTokens) },
            },
            CancellationToken.None
        );
    }

    private void RequireRoute(ServerClient client)
    {
        var server = client.Servers.First();
        var route = client.Settings.Weights switch
        {
            WeightTransfer.Fixed => null,
            WeightTransfer.Lora => ServedAdapters.RouteOfAsync(server, CancellationToken.None).GetAwaiter().GetResult().Load,
            WeightTransfer.UpdateWeightsFromDisk => ServedWeights.RouteOfAsync(server, CancellationToken.None).GetAwaiter().GetResult(),
        };
        if (route is not null)
        {
            log.Line($"{server.Address}: takes the policy by {route}");
        }
    }

    private void Describe(ServerIdentity identity, string address, IReadOnlyList<Completion> completions)
    {
        var numbers = completions.All(completion => completion.LogProbs.Count > 0) ? "with" : "without";
        log.Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{address}: {identity.Model} in version {identity.Version} gave {completions.Count} responses {numbers} log-probabilities"
            )
        );
    }

    private bool Succeeds(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (UserError failure)
        {
            log.Error(failure.Code, failure.Message);
            return false;
        }
    }
}
