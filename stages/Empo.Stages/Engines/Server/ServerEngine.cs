using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Method;
using Empo.Stages.Sampling;
using Empo.Stages.Tokenization;

namespace Empo.Stages.Engines.Server;

/// <summary>
/// Samples through <c>/v1/completions</c> of an OpenAI-compatible server (vLLM, SGLang, llama.cpp): token ids go out and, where the
/// server offers them, come back. A server's samples depend on the load beside them, so a chunk is repeatable only as far as its
/// seed goes there; what was stored once is never asked again.
/// </summary>
/// <param name="client">The connection; owned by the engine.</param>
/// <param name="model">Name to ask for.</param>
/// <param name="tokenizer">Of the served model.</param>
/// <param name="log">Where the warning goes that a server gives text only.</param>
internal sealed class ServerEngine(ServerClient client, string model, ITextTokenizer tokenizer, IStageLog log) : IRolloutEngine, IDisposable
{
    private bool _warned;

    /// <inheritdoc/>
    public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation)
    {
        var groups = new IReadOnlyList<Completion>[batch.Prompts.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = client.Settings.Concurrency, CancellationToken = cancellation };
        var textOnly = new bool[batch.Prompts.Count];
        var asking = Parallel.ForEachAsync(Enumerable.Range(0, batch.Prompts.Count), options, async (question, stop) =>
            (groups[question], textOnly[question]) = await AskAsync(batch, question, stop).ConfigureAwait(false));
        try
        {
            asking.GetAwaiter().GetResult();
        }
        catch when (asking.Exception?.InnerExceptions.OfType<StageFailure>().FirstOrDefault() is { } failure)
        {
            // The first failure stops the other requests; their cancellation is no news.
            throw failure;
        }

        WarnOnce(textOnly.Contains(true));
        return [.. groups.SelectMany(group => group)];
    }

    public void Dispose() => client.Dispose();

    /// <summary>Seed of a request: a function of what is asked, so that it is the same whenever it is asked.</summary>
    internal static int SeedOf(RolloutBatch batch, int question) =>
        (int)(CounterRandom.Bits(batch.Seed, CounterRandom.Hash(batch.Prompts[question].QuestionId), (ulong)batch.Round, (ulong)batch.FirstSample) & int.MaxValue);

    private Task<(IReadOnlyList<Completion> Completions, bool TextOnly)> AskAsync(RolloutBatch batch, int question, CancellationToken cancellation)
    {
        var reader = new CompletionReader(tokenizer, batch.Decoding);
        return client.PostAsync("/v1/completions", Body(batch, question), reply => reader.Read(reply, question, batch.FirstSample, batch.Samples), cancellation);
    }

    private JsonObject Body(RolloutBatch batch, int question)
    {
        var decoding = batch.Decoding;
        var body = new JsonObject
        {
            ["model"] = model,
            ["prompt"] = Array(batch.Prompts[question].TokenIds),
            ["n"] = batch.Samples,
            ["max_tokens"] = decoding.MaxTokens,
            ["temperature"] = decoding.Greedy ? 0 : decoding.Temperature,
            ["stop_token_ids"] = Array(decoding.StopTokens),
            ["logprobs"] = 1,
            ["return_token_ids"] = true,
            ["return_tokens_as_token_ids"] = true,
            ["seed"] = SeedOf(batch, question),
        };
        if (!decoding.Greedy && decoding.TopP < 1)
        {
            body["top_p"] = decoding.TopP;
        }

        if (!decoding.Greedy && decoding.TopK > 0)
        {
            body["top_k"] = decoding.TopK;
        }

        return body;
    }

    private void WarnOnce(bool textOnly)
    {
        if (textOnly && !_warned)
        {
            _warned = true;
            log.Warning("EMPO4078", "The server gives text without token ids, so responses were encoded anew: their tokens may not be those that were sampled, and they have no log-probabilities. Use a server that returns token ids (vLLM 0.10.2 or later).");
        }
    }

    private static JsonArray Array(IReadOnlyList<int> ids) => [.. ids.Select(id => (JsonNode)id)];
}
