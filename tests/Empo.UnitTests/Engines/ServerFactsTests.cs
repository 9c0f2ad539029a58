using System.Text.Json;
using Empo.Stages.Rollouts.Server;
using Empo.Stages.Sampling;

namespace Empo.UnitTests.Engines;

/// <summary>What a server reports of itself is compared with what it will be asked for, before it is asked.</summary>
public sealed class ServerFactsTests
{
    private const string Llama =
        """
        {"build_info": "b1", "total_slots": 4, "default_generation_settings": {"n_ctx": 512, "params": {"temperature": 0.8, "top_k": 40,
         "ignore_eos": false, "grammar": "", "logit_bias": [], "adaptive_target": -1.0,
         "samplers": ["penalties", "dry", "top_n_sigma", "top_k", "typ_p", "top_p", "min_p", "xtc", "temperature"]}}}
        """;

    [Theory]
    [InlineData("""{"id": "m", "max_model_len": 4096}""", "{}", 4096)]
    [InlineData("""{"id": "m"}""", """{"version": "0.5", "context_length": 8192}""", 8192)]
    [InlineData("""{"id": "m", "max_model_len": 4096}""", """{"version": "0.5", "context_length": null}""", 4096)]
    [InlineData("{}", Llama, 512)]
    [InlineData("{}", """{"default_generation_settings": {"n_ctx": 2048, "temperature": 0.8}}""", 2048)]
    [InlineData("{}", """{"context_length": 0}""", null)]
    [InlineData("[]", "3", null)]
    public void The_room_for_tokens_is_read_where_each_server_reports_it(string model, string described, int? expected) =>
        Assert.Equal(expected, Of(model, described).Context);

    [Fact]
    public void What_fits_and_is_neutral_is_not_complained_of() =>
        Assert.Empty(Of("""{"meta": {"n_vocab": 512}}""", Llama).Against(Demand(temperature: 0.7, topP: 0.9, topK: 5), "a"));

    [Theory]
    [InlineData(256, 256, null)]
    [InlineData(257, 256, "EMPO4094")]
    [InlineData(256, 512, "EMPO4094")]
    public void A_prompt_and_its_response_must_fit_together(int prompt, int maxTokens, string? code)
    {
        var found = Of("{}", Llama).Against(Demand(prompt: prompt, maxTokens: maxTokens), "http://a").ToList();

        Assert.Equal(code, found.Select(problem => problem.Code).SingleOrDefault());
        Assert.All(found, problem => Assert.Contains($"a prompt has {prompt}", problem.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("temperature", 0.7, 1, 0, false, "rollout.temperature 0.7")]
    [InlineData("temperature", 1, 1, 0, true, "greedy decoding")]
    [InlineData("top_p", 1, 0.9, 0, false, "rollout.top_p 0.9")]
    [InlineData("top_k", 1, 1, 5, false, "rollout.top_k 5")]
    [InlineData("temperature", 1, 1, 0, false, null)]
    [InlineData("top_p", 1, 0.9, 5, true, null)]
    public void A_step_that_the_sampler_lacks_is_missed_only_where_it_is_needed(
        string sampler,
        double temperature,
        double topP,
        int topK,
        bool greedy,
        string? named
    )
    {
        var facts = Of("{}", Llama.Replace($"\"{sampler}\"]", "\"x\"]", StringComparison.Ordinal)
            .Replace($"\"{sampler}\", ", "", StringComparison.Ordinal));

        var found = facts.Against(Demand(temperature: temperature, topP: topP, topK: topK, greedy: greedy), "a").ToList();

        Assert.Equal(named is null ? [] : ["EMPO4095"], found.Select(problem => problem.Code));
        Assert.All(found, problem => Assert.Contains(named!, problem.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"ignore_eos\": false", "\"ignore_eos\": true", "ignore_eos=true")]
    [InlineData("\"grammar\": \"\"", "\"grammar\": \"root ::= [0-9]\"", "grammar=\"root ::= [0-9]\"")]
    [InlineData("\"logit_bias\": []", "\"logit_bias\": [{\"token\": 2, \"bias\": -5}]", "logit_bias=[{\"token\": 2, \"bias\": -5}]")]
    [InlineData("\"adaptive_target\": -1.0", "\"adaptive_target\": 0.5", "adaptive_target=0.5")]
    public void A_start_option_that_no_request_undoes_is_named(string neutral, string set, string named)
    {
        var (code, text) = Of("{}", Llama.Replace(neutral, set, StringComparison.Ordinal)).Against(Demand(), "a").Single();

        Assert.Equal("EMPO4095", code);
        Assert.Contains(named, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(512, null)]
    [InlineData(499, "EMPO4096")]
    [InlineData(513, "EMPO4096")]
    public void Another_number_of_token_ids_is_another_model(int served, string? code) =>
        Assert.Equal(
            code,
            Of($$"""{"meta": {"n_vocab": {{served}} } }""", "{}").Against(Demand(), "a").Select(problem => problem.Code).SingleOrDefault()
        );

    private static ServerFacts Of(string model, string described)
    {
        using var one = JsonDocument.Parse(model);
        using var other = JsonDocument.Parse(described);
        return ServerFacts.Of(one.RootElement, other.RootElement);
    }

    private static ServerDemand Demand(
        int prompt = 10,
        int maxTokens = 20,
        double temperature = 1,
        double topP = 1,
        int topK = 0,
        bool greedy = false
    ) =>
        ServerDemand.Of(
            prompt,
            new Decoding
            {
                Temperature = temperature,
                TopP = topP,
                TopK = topK,
                MaxTokens = maxTokens,
                StopTokens = [0],
                Greedy = greedy,
            },
            "rollout",
            tokenizer: 500,
            model: 512
        );
}
