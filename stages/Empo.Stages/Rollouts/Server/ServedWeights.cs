using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Choices;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Hands a round's policy over to the server, which must see the same files.</summary>
internal static class ServedWeights
{
    /// <summary>File that makes a folder a PEFT adapter.</summary>
    public const string AdapterFile = "adapter_config.json";

    /// <summary>Returns the model name to request once the server has the policy.</summary>
    /// <param name="policy">The stage's input.</param>
    /// <exception cref="UserError">EMPO4077 where the server does not take it; the codes of <see cref="ServerClient"/>.</exception>
    public static async Task<string> HandOverAsync(ServerClient client, StageInput policy, CancellationToken cancellation)
    {
        switch (client.Settings.Weights)
        {
            case WeightTransfer.Lora when File.Exists(Path.Combine(policy.Path, AdapterFile)):
                return await LoadAdapterAsync(client, $"empo-{policy.Digest[..12]}", policy.Path, cancellation).ConfigureAwait(false);
            case WeightTransfer.Lora when policy.Stage == StageTable.Update.Name:
                throw new UserError(
                    "EMPO4077",
                    $"server.weights is lora, but the policy {policy.Path} is not an adapter ({AdapterFile} is missing). Train "
                        + "low-rank additions, or choose update_weights_from_disk."
                );
            case WeightTransfer.UpdateWeightsFromDisk:
                await UpdateFromDiskAsync(client, policy.Path, cancellation).ConfigureAwait(false);
                return client.Settings.Model;
            case WeightTransfer.Lora or WeightTransfer.Fixed:
                return client.Settings.Model;
            default:
                throw new InvalidOperationException($"Nobody hands weights over by {client.Settings.Weights}.");
        }
    }

    /// <summary>
    /// Unloads an adapter of this name, if there is one, and loads the folder under the name (vLLM with runtime LoRA updating, SGLang).
    /// Returns the name.
    /// </summary>
    /// <exception cref="UserError">EMPO4072, EMPO4073: the server does not load it.</exception>
    public static async Task<string> LoadAdapterAsync(ServerClient client, string name, string folder, CancellationToken cancellation)
    {
        try
        {
            await client
                .PostReplyAsync("/v1/unload_lora_adapter", new JsonObject { ["lora_name"] = name }, _ => true, cancellation)
                .ConfigureAwait(false);
        }
        catch (UserError failure) when (failure.Code == "EMPO4072")
        {
            // There was no such adapter.
        }

        try
        {
            await client
                .PostReplyAsync(
                    "/v1/load_lora_adapter",
                    new JsonObject { ["lora_name"] = name, ["lora_path"] = folder },
                    _ => true,
                    cancellation
                )
                .ConfigureAwait(false);
        }
        catch (UserError failure)
            when (failure.InnerException is EndpointException { Problem: EndpointProblem.Refused } refusal
                && refusal.Reply.Contains("already", StringComparison.OrdinalIgnoreCase)
            )
        {
            // An earlier attempt, whose reply was lost, had loaded it. The name holds the digest, so the content is the same.
        }

        return name;
    }

    private static async Task UpdateFromDiskAsync(ServerClient client, string folder, CancellationToken cancellation)
    {
        var (done, message) = await client
            .PostAsync(
                "/update_weights_from_disk",
                new JsonObject { ["model_path"] = folder },
                reply =>
                    (
                        reply.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True,
                        reply.TryGetProperty("message", out var text) ? text.ToString() : ""
                    ),
                cancellation
            )
            .ConfigureAwait(false);
        if (!done)
        {
            throw new UserError(
                "EMPO4077",
                $"The server did not take the policy over from {folder}: {message}. It must see that folder and serve the same "
                    + "architecture."
            );
        }
    }
}
