using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Choices;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Hands a round's policy over to a server, which must see the same files.</summary>
internal static class ServedWeights
{
    /// <summary>File that makes a folder a PEFT adapter.</summary>
    public const string AdapterFile = "adapter_config.json";

    private const string UpdatePath = "/update_weights_from_disk";

    /// <summary>Where SGLang reports the version of its weights; the second path is that of older versions.</summary>
    private static readonly string[] VersionPaths = ["/model_info", "/get_weight_version"];

    /// <summary>Where SGLang reports the folder of its weights; the second path is that of older versions.</summary>
    private static readonly string[] InfoPaths = ["/model_info", "/get_model_info"];

    /// <summary>Returns how to ask for the policy once the server has it.</summary>
    /// <param name="policy">The stage's input.</param>
    /// <param name="known">How servers serve the policy, where one had it before: a server that still has it is not given it again.</param>
    /// <exception cref="UserError">EMPO4077 where the server does not take it; EMPO4073 where it does not answer.</exception>
    public static async Task<ServedPolicy> HandOverAsync(
        SingleEndpoint server,
        ServerSettings settings,
        StageInput policy,
        ServedPolicy? known,
        CancellationToken cancellation
    )
    {
        switch (settings.Weights)
        {
            case WeightTransfer.Lora when File.Exists(Path.Combine(policy.Path, AdapterFile)):
                var name = $"empo-{policy.Digest[..12]}";
                return known is not null && await ServedAdapters.IsListedAsync(server, name, cancellation).ConfigureAwait(false)
                    ? known
                    : await ServedAdapters.LoadAsync(server, settings.Model, name, policy.Path, cancellation).ConfigureAwait(false);
            case WeightTransfer.Lora when policy.IsTrained:
                throw new UserError(
                    "EMPO4077",
                    $"server.weights is lora, but the policy {policy.Path} is not an adapter ({AdapterFile} is missing). Train "
                        + "low-rank additions, or choose update_weights_from_disk."
                );
            case WeightTransfer.UpdateWeightsFromDisk:
                var version = policy.Digest[..12];
                if (known is null || await VersionAsync(server, cancellation).ConfigureAwait(false) != version)
                {
                    await UpdateFromDiskAsync(server, policy.Path, version, cancellation).ConfigureAwait(false);
                }

                return new ServedPolicy(settings.Model) { WeightVersion = version };
            case WeightTransfer.Lora or WeightTransfer.Fixed:
                return new ServedPolicy(settings.Model);
            default:
                throw new InvalidOperationException($"Nobody hands weights over by {settings.Weights}.");
        }
    }

    /// <summary>
    /// The version of the weights that a reply was computed with: SGLang's <c>metadata.weight_version</c>, or <c>meta_info</c> of the reply
    /// or its first choice. Null where it says nothing of it.
    /// </summary>
    public static string? VersionIn(JsonElement reply)
    {
        List<JsonElement> places = [reply];
        if (reply.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            places.Add(choices[0]);
        }

        return places
            .SelectMany(place => new[] { Child(place, "metadata"), Child(place, "meta_info") })
            .Select(block => block is { } found ? Child(found, "weight_version") : null)
            .FirstOrDefault(version => version is { ValueKind: JsonValueKind.String or JsonValueKind.Number })
            ?.ToString();
    }

    /// <summary>
    /// Whether a server still has the policy, as far as it says: it lists the adapter, or reports the version or the folder of its weights.
    /// </summary>
    /// <exception cref="UserError">EMPO4073 where it does not answer.</exception>
    public static async Task<bool> StillHasAsync(
        SingleEndpoint server,
        StageInput policy,
        ServedPolicy served,
        CancellationToken cancellation
    )
    {
        if (served.Adapter is { } adapter)
        {
            return await ServedAdapters.IsListedAsync(server, adapter, cancellation).ConfigureAwait(false);
        }

        foreach (var path in InfoPaths)
        {
            using var info = await server.GetAsync(path, cancellation).ConfigureAwait(false);
            if (info is not null && Child(info.RootElement, "weight_version") is { ValueKind: JsonValueKind.String } version)
            {
                return version.GetString() == served.WeightVersion;
            }

            if (info is not null && Child(info.RootElement, "model_path") is { ValueKind: JsonValueKind.String } folder)
            {
                return Path.TrimEndingDirectorySeparator(folder.GetString()!) == Path.TrimEndingDirectorySeparator(policy.Path);
            }
        }

        return true;
    }

    /// <summary>The error of a server that no longer has the policy.</summary>
    public static UserError Lost(SingleEndpoint server, ServedPolicy served) => new(
        "EMPO4093",
        served.Adapter is { } adapter
            ? $"The server at {server.Address} lost the adapter {adapter} while it sampled, so it was started again, and without "
                + "--enable-lora it samples from the base model. The last chunk was not stored. Start it with --enable-lora and build "
                + "again."
            : $"The server at {server.Address} lost the policy while it sampled: it was started again, or given other weights, and its "
                + "replies do not name the weights that they come from. The last chunk was not stored. See that nothing else changes its "
                + "weights or restarts it, and build again."
    );

    private static JsonElement? Child(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Null where the server does not report it.</summary>
    private static async Task<string?> VersionAsync(SingleEndpoint server, CancellationToken cancellation)
    {
        foreach (var path in VersionPaths)
        {
            using var reply = await server.GetAsync(path, cancellation).ConfigureAwait(false);
            if (reply is not null && Child(reply.RootElement, "weight_version") is { } version)
            {
                return version.ToString();
            }
        }

        return null;
    }

    private static async Task UpdateFromDiskAsync(
        SingleEndpoint server,
        string folder,
        string version,
        CancellationToken cancellation
    )
    {
        var problem = "";
        try
        {
            var body = new JsonObject { ["model_path"] = folder, ["weight_version"] = version };
            problem = await server.PostAsync(UpdatePath, body, ProblemOf, cancellation).ConfigureAwait(false);
        }
        catch (UserError failure) when (failure.InnerException is EndpointException { Problem: EndpointProblem.Refused } refusal)
        {
            throw refusal.Status is 404 or 405 ? WithoutRoute(server) : NotTaken(server, folder, refusal.Message, failure);
        }

        if (problem.Length > 0)
        {
            throw NotTaken(server, folder, problem, cause: null);
        }
    }

    /// <summary>The path by which the server takes weights over, found by a request that names none.</summary>
    /// <exception cref="UserError">EMPO4077: it has no such path; EMPO4072, EMPO4073: it asks for a key, or does not answer.</exception>
    public static async Task<string> RouteOfAsync(SingleEndpoint server, CancellationToken cancellation) =>
        await server.HasAsync(UpdatePath, cancellation).ConfigureAwait(false) ? UpdatePath : throw WithoutRoute(server);

    private static UserError WithoutRoute(SingleEndpoint server) => new(
        "EMPO4077",
        $"The server at {server.Address} has no {UpdatePath}, which SGLang has. Sample from SGLang, or train low-rank additions and choose "
            + "server.weights: lora."
    );

    private static string ProblemOf(JsonElement reply) =>
        Child(reply, "success") is { ValueKind: JsonValueKind.True } ? ""
        : Child(reply, "message") is { } said && said.ToString() is { Length: > 0 } text ? ServerMessage.Of(text)
        : "it says neither success nor a reason";

    private static UserError NotTaken(SingleEndpoint server, string folder, string said, Exception? cause) => new(
        "EMPO4077",
        $"The server at {server.Address} did not take the policy over from {folder}: {server.WithoutKey(said)}. It must see that folder "
            + "under the same path and serve the same architecture.",
        cause: cause
    );
}
