using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>Ids and log-probabilities as llama.cpp's server lists them, which leaves tokens out that end inside a character.</summary>
public sealed class ListedTokensTests
{
    private readonly CollectedLog _log = new();

    [Fact]
    public async Task Ids_and_log_probabilities_are_read_from_the_list()
    {
        var completion = await OneAsync(Choice("AB", "stop", Entry(65, "A", -1), Entry(66, "B", -2), Entry(0, "", -0.5f)));

        Assert.Equal([65, 66, 0], completion.TokenIds);
        Assert.Equal([-1f, -2f, -0.5f], completion.LogProbs);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
        Assert.Empty(_log.Lines);
    }

    /// <summary>The fourth byte of 😂 has an id of its own; the token with the first three is not listed.</summary>
    [Fact]
    public async Task A_character_of_several_tokens_makes_the_list_incomplete_and_the_text_is_encoded_instead()
    {
        var completion = await OneAsync(Choice("A😂", "length", Entry(65, "A", -1), Entry(224, "😂", -2)));

        Assert.Equal(['A', '\ud83d', '\ude02'], completion.TokenIds.Select(id => (char)id));
        Assert.Empty(completion.LogProbs);
        Assert.Contains("1 of 1", Assert.Single(_log.Lines, line => line.StartsWith("EMPO4090", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Lines, line => line.StartsWith("EMPO4078", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_last_token_that_is_not_listed_is_missed()
    {
        var completion = await OneAsync(Choice("A\ufffd", "length", Entry(65, "A", -1)));

        Assert.Empty(completion.LogProbs);
        Assert.Single(_log.Lines, line => line.StartsWith("EMPO4090", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_special_token_whose_text_is_shown_is_no_lost_one()
    {
        var completion = await OneAsync(Choice("A</s>", "stop", Entry(65, "A", -1), Entry(0, "</s>", -2)));

        Assert.Equal([65, 0], completion.TokenIds);
        Assert.Equal(2, completion.LogProbs.Count);
    }

    [Fact]
    public async Task A_list_without_ids_is_text_only()
    {
        var completion = await OneAsync(
            Choice("A", "stop", new JsonObject { ["token"] = "A", ["logprob"] = -1, ["bytes"] = new JsonArray(65) })
        );

        Assert.Equal([65, 0], completion.TokenIds);
        Assert.Single(_log.Lines, line => line.StartsWith("EMPO4078", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_smallest_float_stands_for_minus_infinity()
    {
        var completion = await OneAsync(Choice("AB", "length", Entry(65, "A", -1), Entry(66, "B", float.MinValue)));

        Assert.Equal([65, 66], completion.TokenIds);
        Assert.Empty(completion.LogProbs);
        Assert.Single(_log.Lines, line => line.StartsWith("EMPO4088", StringComparison.Ordinal));
    }

    /// <summary>
    /// A server that follows llama.cpp's rule, over random bytes: whatever it leaves out is found, and whatever is whole is kept.
    /// </summary>
    [Fact]
    public void What_the_servers_rule_leaves_out_is_always_found()
    {
        var random = new Random(5);
        var tokenizer = new ByteTokenizer();
        var (whole, incomplete) = (0, 0);
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(3) == 0 ? "é" : "a"));
            int[] ids = [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];
            var cut = ids[..random.Next(1, ids.Length + 1)];

            var (listed, sent) = AsServed(cut);
            var lost = !listed.Select(entry => entry["id"]!.GetValue<int>()).SequenceEqual(cut);
            using var json = JsonDocument.Parse(new JsonObject { ["content"] = new JsonArray([.. listed]) }.ToJsonString());

            Assert.Equal(lost, (ListedTokens.In(json.RootElement)?.AreIncomplete(sent, tokenizer)).GetValueOrDefault(lost));
            (whole, incomplete) = lost ? (whole, incomplete + 1) : (whole + 1, incomplete);
        }

        Assert.True(whole > 50 && incomplete > 50);
    }

    /// <summary>The tokens that the server lists for these ids, and the response's text.</summary>
    private static (List<JsonObject> Listed, string Text) AsServed(int[] ids)
    {
        var (listed, held, all) = (new List<JsonObject>(), new List<byte>(), new List<byte>());
        foreach (var id in ids)
        {
            held.Add((byte)id);
            all.Add((byte)id);
            if (Encoding.UTF8.GetString([.. held]).Contains('\ufffd', StringComparison.Ordinal))
            {
                continue;
            }

            listed.Add(new JsonObject
            {
                ["id"] = id,
                ["logprob"] = -1,
                ["bytes"] = new JsonArray([.. held.Select(value => (JsonNode)(int)value)]),
            });
            held.Clear();
        }

        return (listed, Encoding.UTF8.GetString([.. all]));
    }

    private static JsonObject Entry(int id, string text, float logProb) => new()
    {
        ["id"] = id,
        ["token"] = text,
        ["bytes"] = new JsonArray([.. Encoding.UTF8.GetBytes(text).Select(value => (JsonNode)(int)value)]),
        ["logprob"] = logProb,
        ["top_logprobs"] = new JsonArray(),
    };

    private static JsonObject Choice(string text, string reason, params JsonObject[] entries) => new()
    {
        ["text"] = text,
        ["index"] = 0,
        ["logprobs"] = new JsonObject { ["content"] = new JsonArray([.. entries]) },
        ["finish_reason"] = reason,
    };

    private async Task<Completion> OneAsync(JsonObject choice)
    {
        await using var server = await LocalServer.StartAsync(_ => CompletionReply.Write(choice));
        var settings = new ServerSettings { Url = server.Address, Model = "m", Retries = 0 };
        using var engine = new ServerEngine(new ServerClient(settings, _log), new ServedModel("m", new CharacterTokenizer()), _log);
        return engine.Complete(
            new RolloutBatch
            {
                Prompts = [new RolloutPrompt("q", [1, 9])],
                FirstSample = 0,
                Samples = 1,
                Seed = 1,
                Round = 1,
                Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 6, StopTokens = [0], Greedy = false },
            },
            TestContext.Current.CancellationToken
        )[0];
    }

    /// <summary>One byte, one token.</summary>
    private sealed class ByteTokenizer : ITextTokenizer
    {
        public int VocabularySize => 256;

        public int? EndOfText => null;

        public IReadOnlySet<int> SpecialIds { get; } = new HashSet<int>();

        public int[] Encode(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];

        public int[] Encode(string text, IReadOnlyList<(int Start, int End)> plainParts) => Encode(text);

        public string Decode(IReadOnlyList<int> ids) => Encoding.UTF8.GetString([.. ids.Select(id => (byte)id)]);

        public ReadOnlySpan<byte> BytesOf(int id, bool first) => new[] { (byte)id };
    }
}
