using System.Text.Json.Nodes;
using Empo.Benchmarks.Llama;
using Empo.Stages.Checkpoints;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Modeling.Families;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;
using static TorchSharp.torch;

namespace Empo.UnitTests.Engines;

/// <summary>Samples of a trained Llama that llama.cpp computes: its tokens, and log-probabilities that training can compare with.</summary>
[Collection("torch")]
public sealed class LlamaServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectedLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Log_probabilities_of_sampled_tokens_are_those_of_our_decoder()
    {
        var (server, tokenizer, model) = await StartAsync();
        await using var running = server;

        var completions = await CompleteAsync(server, tokenizer, Decoding(temperature: 1), samples: 2);

        Assert.Equal(4, completions.Count);
        Assert.Equal(4, completions.Select(completion => string.Join(' ', completion.TokenIds)).Distinct().Count());
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var decoder = CheckpointFolder.Load(model, CPU);
        foreach (var completion in completions)
        {
            long[] ids = [.. Prompt(completion.Question).Select(id => (long)id), .. completion.TokenIds.Select(id => (long)id)];
            var all = decoder.Logits(decoder.forward(tensor(ids).unsqueeze(0)))[0].log_softmax(-1);
            var first = Prompt(completion.Question).Length;
            Assert.Equal(completion.TokenIds.Count, completion.LogProbs.Count);
            Assert.All(completion.TokenIds.Select((id, i) => (id, i)), token =>
                Assert.Equal(all[first + token.i - 1, token.id].item<float>(), completion.LogProbs[token.i], 1e-3f)
            );
        }
    }

    [Fact]
    public async Task Its_greedy_story_is_the_models()
    {
        var (server, tokenizer, _) = await StartAsync();
        await using var running = server;
        var golden = JsonNode.Parse(File.ReadAllText(TestData.Model("stories-llama-greedy.json")))!;

        var completions = await CompleteAsync(server, tokenizer, Decoding(temperature: 1) with { Greedy = true }, samples: 1);

        Assert.Equal(golden["greedy_token_ids"]!.AsArray().Take(12).Select(id => (int)id!), completions[0].TokenIds);
    }

    /// <summary>It gives them before the temperature, which is found out by asking.</summary>
    [Fact]
    public async Task Log_probabilities_at_another_temperature_are_left_out()
    {
        var (server, tokenizer, _) = await StartAsync();
        await using var running = server;

        var completions = await CompleteAsync(server, tokenizer, Decoding(temperature: 0.7), samples: 1);

        Assert.All(completions, completion => Assert.Empty(completion.LogProbs));
        Assert.Contains(_log.Lines, line => line.Contains("before the temperature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_response_that_has_no_room_is_refused_before_it_is_sampled()
    {
        var (server, tokenizer, _) = await StartAsync();
        await using var running = server;

        var failure = await Assert.ThrowsAsync<UserError>(() =>
            CompleteAsync(server, tokenizer, Decoding(temperature: 1) with { MaxTokens = 64 }, samples: 1)
        );

        Assert.Equal("EMPO4094", failure.Code);
        Assert.DoesNotContain(server.Requests, request => request.Path == "/v1/completions");
    }

    private static int[] Prompt(int question) => question == 0 ? [1] : [1, 291];

    private static Decoding Decoding(double temperature) =>
        new() { Temperature = temperature, TopP = 1, TopK = 0, MaxTokens = 12, StopTokens = [2], Greedy = false };

    private async Task<(LocalServer Server, PieceTokenizer Tokenizer, string Model)> StartAsync()
    {
        Assert.SkipWhen(LlamaLibrary.Missing is not null, LlamaLibrary.Missing ?? "");
        var model = TestData.Model("stories-llama");
        set_num_threads(1);
        GgufFile.Write(model, GgufType.F32, _folder.File("model.gguf"));
        var tokenizer = new PieceTokenizer(Path.Combine(model, "tokenizer.json"));
        var llama = new LlamaServer(_folder.File("model.gguf"), tokenizer, positions: 32);
        return (await LocalServer.StartAsync(llama.Answer), tokenizer, model);
    }

    private async Task<IReadOnlyList<Completion>> CompleteAsync(
        LocalServer server,
        PieceTokenizer tokenizer,
        Decoding decoding,
        int samples
    )
    {
        var client = new ServerClient(new ServerSettings { Url = server.Address, Model = "stories", Retries = 0 }, _log);
        using var engine = new ServerEngine(client, new ServedModel("stories", tokenizer) { ProbesLogProbs = true }, _log);
        await client.IdentifyAsync(TestContext.Current.CancellationToken);
        client.Require(ServerDemand.Of(2, decoding, "rollout", tokenizer.VocabularySize, tokenizer.VocabularySize));
        return engine.Complete(
            new RolloutBatch
            {
                Prompts = [.. Enumerable.Range(0, 2).Select(i => new RolloutPrompt($"q{i}", Prompt(i)))],
                FirstSample = 0,
                Samples = samples,
                Seed = 1,
                Round = 1,
                Decoding = decoding,
            },
            TestContext.Current.CancellationToken
        );
    }
}
