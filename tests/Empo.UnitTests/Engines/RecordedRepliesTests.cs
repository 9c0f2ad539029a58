using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;
using Empo.UnitTests.Servers;
using Empo.UnitTests.Stages;

namespace Empo.UnitTests.Engines;

/// <summary>
/// Replies with every field that the servers' sources define, written by hand after them: vLLM at 002032ee (entrypoints/openai/completion/
/// protocol.py, serving.py), SGLang at 004c82e0 (srt/entrypoints/openai/protocol.py, serving_completions.py), llama.cpp (tools/server/
/// server-task.cpp, to_json_oaicompat and probs_vector_to_json). Each answers a request for two responses of at most 4 tokens.
/// </summary>
public sealed class RecordedRepliesTests
{
    private const string Vllm =
        """
        {"id": "cmpl-5f2c", "object": "text_completion", "created": 1764500000, "model": "m", "choices": [
          {"index": 0, "text": "AB", "logprobs": {"text_offset": [0, 1, 2], "token_logprobs": [-0.25, -1.5, -0.125],
            "tokens": ["token_id:65", "token_id:66", "token_id:3"],
            "top_logprobs": [{"token_id:65": -0.25}, {"token_id:66": -1.5, "token_id:67": -0.5}, {"token_id:3": -0.125}]},
           "finish_reason": "stop", "stop_reason": 3, "token_ids": [65, 66, 3], "prompt_logprobs": null, "prompt_token_ids": [1, 9],
           "routed_experts": null},
          {"index": 1, "text": "CDEF", "logprobs": {"text_offset": [0, 1, 2, 3], "token_logprobs": [-1.0, -9999.0, -2.0, -0.5],
            "tokens": ["token_id:67", "token_id:68", "token_id:69", "token_id:70"], "top_logprobs": [null, null, null, null]},
           "finish_reason": "length", "stop_reason": null, "token_ids": [67, 68, 69, 70], "prompt_logprobs": null,
           "prompt_token_ids": [1, 9], "routed_experts": null}],
         "service_tier": null, "system_fingerprint": "vllm-0.16", "usage": {"prompt_tokens": 2, "total_tokens": 9, "completion_tokens": 7,
         "prompt_tokens_details": null}, "kv_transfer_params": null, "ec_transfer_params": null, "metrics": null}
        """;

    private const string Sglang =
        """
        {"id": "0d1e", "object": "text_completion", "created": 1764500000, "model": "m", "choices": [
          {"index": 0, "text": "AB", "logprobs": {"text_offset": [-1, -1, -1], "token_logprobs": [-0.25, -1.5, -0.125],
            "tokens": ["A", "B", "<|im_end|>"], "top_logprobs": [{"A": -0.25}, {"C": -0.5}, {"<|im_end|>": -0.125}]},
           "finish_reason": "stop", "matched_stop": 3, "token_ids": [65, 66, 3], "prompt_token_ids": [1, 9]},
          {"index": 1, "text": "CDEF", "logprobs": {"text_offset": [-1, -1, -1, -1], "token_logprobs": [-1.0, -0.75, -2.0, -0.5],
            "tokens": ["C", "D", "E", "F"], "top_logprobs": []},
           "finish_reason": "length", "matched_stop": null, "token_ids": [67, 68, 69, 70], "prompt_token_ids": [1, 9]}],
         "usage": {"prompt_tokens": 2, "total_tokens": 9, "completion_tokens": 7, "prompt_tokens_details": null, "reasoning_tokens": 0},
         "metadata": {"weight_version": "aaaaaaaaaaaa"}, "sglext": null}
        """;

    /// <summary>An SGLang that does not know return_token_ids, and keeps the token that ended the response.</summary>
    private const string OlderSglang =
        """
        {"id": "0d1e", "object": "text_completion", "created": 1764500000, "model": "m", "choices": [
          {"index": 0, "text": "AB", "logprobs": {"text_offset": [-1, -1], "token_logprobs": [-0.25, -1.5], "tokens": ["A", "B"],
           "top_logprobs": []}, "finish_reason": "stop", "matched_stop": 3},
          {"index": 1, "text": "CDEF", "logprobs": null, "finish_reason": "length", "matched_stop": null}],
         "usage": {"prompt_tokens": 2, "total_tokens": 9, "completion_tokens": 7, "prompt_tokens_details": null},
         "metadata": {"weight_version": "aaaaaaaaaaaa"}}
        """;

    private const string LlamaCpp =
        """
        {"choices": [
          {"text": "AB", "index": 0, "logprobs": {"content": [
            {"id": 65, "token": "A", "bytes": [65], "logprob": -0.25, "top_logprobs": [
              {"id": 65, "token": "A", "bytes": [65], "logprob": -0.25}]},
            {"id": 66, "token": "B", "bytes": [66], "logprob": -1.5, "top_logprobs": [
              {"id": 67, "token": "C", "bytes": [67], "logprob": -0.5}]},
            {"id": 3, "token": "", "bytes": [], "logprob": -0.125, "top_logprobs": []}]}, "finish_reason": "stop"},
          {"text": "CDEF", "index": 1, "logprobs": {"content": [
            {"id": 67, "token": "C", "bytes": [67], "logprob": -1.0, "top_logprobs": []},
            {"id": 68, "token": "D", "bytes": [68], "logprob": -0.75, "top_logprobs": []},
            {"id": 69, "token": "E", "bytes": [69], "logprob": -2.0, "top_logprobs": []},
            {"id": 70, "token": "F", "bytes": [70], "logprob": -0.5, "top_logprobs": []}]}, "finish_reason": "length"}],
         "created": 1764500000, "model": "m", "system_fingerprint": "b7200-0177c342", "object": "text_completion",
         "usage": {"completion_tokens": 7, "prompt_tokens": 2, "total_tokens": 9}, "id": "chatcmpl-1",
         "timings": {"cache_n": 0, "prompt_n": 2, "prompt_ms": 1.5, "predicted_n": 7, "predicted_ms": 12.0}}
        """;

    private readonly CollectedLog _log = new();

    [Theory]
    [InlineData("vllm", Vllm, 0)]
    [InlineData("sglang", Sglang, 4)]
    [InlineData("llama.cpp", LlamaCpp, 4)]
    public async Task Ids_and_log_probabilities_are_those_of_the_reply(string name, string reply, int numbersOfSecond)
    {
        var completions = await CompleteAsync(new ServerReply { Text = reply });

        Assert.Equal([65, 66, 3], completions[0].TokenIds);
        Assert.Equal([-0.25f, -1.5f, -0.125f], completions[0].LogProbs);
        Assert.Equal(FinishReason.Stop, completions[0].FinishReason);
        Assert.Equal([67, 68, 69, 70], completions[1].TokenIds);
        Assert.Equal(numbersOfSecond, completions[1].LogProbs.Count);
        Assert.Equal(FinishReason.Length, completions[1].FinishReason);
        Assert.Equal(name == "vllm", _log.Lines.Any(line => line.StartsWith("EMPO4088", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stop_token_that_is_only_named_is_added_and_text_without_ids_is_said()
    {
        var completions = await CompleteAsync(new ServerReply { Text = OlderSglang });

        Assert.Equal([65, 66, 3], completions[0].TokenIds);
        Assert.Equal(['C', 'D', 'E', 'F'], completions[1].TokenIds.Select(id => (char)id));
        Assert.All(completions, completion => Assert.Empty(completion.LogProbs));
        Assert.Single(_log.Lines, line => line.StartsWith("EMPO4078", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        400,
        """
        {"error": {"message": "This model's maximum context length is 8 tokens. However, you requested 12 tokens.", "type":
         "BadRequestError", "param": null, "code": 400}}
        """,
        "maximum context length is 8 tokens"
    )]
    [InlineData(
        404,
        """{"object": "error", "message": "The model `m` does not exist.", "type": "NotFoundError", "param": "model", "code": 404}""",
        "The model `m` does not exist"
    )]
    [InlineData(
        400,
        """
        {"object": "error", "message": "Requested token count exceeds the model's maximum context length of 8 tokens.", "type":
         "BadRequestError", "param": null, "code": 400}
        """,
        "maximum context length of 8 tokens"
    )]
    [InlineData(
        400,
        """
        {"error": {"code": 400, "message": "request (12 tokens) exceeds the available context size (8 tokens), try increasing it", "type":
         "exceed_context_size_error", "n_prompt_tokens": 12, "n_ctx": 8}}
        """,
        "exceeds the available context size"
    )]
    public async Task A_refusal_is_shown_in_the_servers_words(int status, string text, string words)
    {
        var failure = await Assert.ThrowsAsync<UserError>(() => CompleteAsync(new ServerReply { Status = status, Text = text }));

        Assert.Equal("EMPO4072", failure.Code);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<Completion>> CompleteAsync(ServerReply reply)
    {
        await using var server = await LocalServer.StartAsync(_ => reply);
        var settings = new ServerSettings { Url = server.Address, Model = "m", Retries = 0 };
        var policy = new ServedPolicy("m") { WeightVersion = new string('a', 12) };
        using var engine = new ServerEngine(
            new ServerClient(settings, _log),
            new ServedModel("m", new CharacterTokenizer()) { Policy = policy },
            _log
        );
        return engine.Complete(
            new RolloutBatch
            {
                Prompts = [new RolloutPrompt("q", [1, 9])], FirstSample = 0, Samples = 2, Seed = 1, Round = 1,
                Decoding = new Decoding { Temperature = 1, TopP = 1, TopK = 0, MaxTokens = 4, StopTokens = [0, 3], Greedy = false },
            },
            TestContext.Current.CancellationToken);
    }
}
