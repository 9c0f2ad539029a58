using System.Text.Json.Nodes;
using Empo.Stages.Requests;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Every parameter of a completion request that changes the samples or the reply; <see cref="NeutralFields"/> says why all are sent.
/// </summary>
internal static class CompletionFields
{
    /// <param name="decoding">How the experiment samples.</param>
    /// <param name="stage">Section of those settings: <c>rollout</c> or <c>evaluate</c>.</param>
    /// <param name="seed">Seed of this request.</param>
    public static IReadOnlyList<RequestField> Of(Decoding decoding, string stage, int seed) =>
        [
            new("max_tokens", decoding.MaxTokens)
            {
                Setting = $"{stage}.max_tokens is {decoding.MaxTokens}",
                Otherwise = [("max_completion_tokens", decoding.MaxTokens)],
            },
            new("temperature", decoding.Greedy ? 0 : decoding.Temperature)
            {
                Setting = decoding.Greedy
                    ? "greedy evaluation asks for 0"
                    : FormattableString.Invariant($"{stage}.temperature is {decoding.Temperature}"),
            },
            decoding.Greedy || decoding.TopP >= 1
                ? NeutralFields.TopP
                : new("top_p", decoding.TopP) { Setting = FormattableString.Invariant($"{stage}.top_p is {decoding.TopP}") },
            decoding.Greedy || decoding.TopK == 0
                ? NeutralFields.TopK
                : new("top_k", decoding.TopK) { Setting = $"{stage}.top_k is {decoding.TopK}" },
            .. NeutralFields.OfNoSetting,
            new("stop_token_ids", new JsonArray([.. decoding.StopTokens.Select(id => (JsonNode)id)]))
            {
                Without = "responses end where the server ends them, and are cut here after a stop token",
            },
            new("seed", seed) { Without = "its samples are not repeatable" },
            new("logprobs", 1) { Without = "responses have no log-probabilities" },
            new("return_token_ids", true) { Without = "token ids may not come back" },
            new("return_tokens_as_token_ids", true) { Without = "token ids may not come back" },
        ];
}
