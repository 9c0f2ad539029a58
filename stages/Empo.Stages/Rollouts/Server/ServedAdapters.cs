using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Loads a round's adapter into a running server and unloads that of the round before.</summary>
internal static partial class ServedAdapters
{
    /// <summary>The adapter that this process loaded last into each server, by address: a name tells nobody else whose it is.</summary>
    private static readonly ConcurrentDictionary<string, (AdapterRoute Route, string Name)> Loaded = new(StringComparer.Ordinal);

    /// <summary>Loads the folder under the name. Its content never changes under a name that holds its digest.</summary>
    /// <exception cref="UserError">EMPO4077: the server does not load adapters, or not this one; EMPO4073: it does not answer.</exception>
    public static async Task<ServedPolicy> LoadAsync(
        SingleEndpoint server,
        string model,
        string name,
        string folder,
        CancellationToken cancellation
    )
    {
        foreach (var route in AdapterRoute.All)
        {
            if (await TryLoadAsync(server, route, name, folder, cancellation).ConfigureAwait(false))
            {
                await UnloadFormerAsync(server, route, name, cancellation).ConfigureAwait(false);
                return new ServedPolicy(route.NameOf(model, name))
                {
                    Adapter = name,
                    IsToBeConfirmed = route.MayFallBack && await IsListedAsync(server, name, cancellation).ConfigureAwait(false),
                };
            }
        }

        throw WithoutRoute(server);
    }

    /// <summary>The path by which the server loads adapters, found by a request that names none.</summary>
    /// <exception cref="UserError">EMPO4077: it has no such path; EMPO4072, EMPO4073: it asks for a key, or does not answer.</exception>
    public static async Task<AdapterRoute> RouteOfAsync(SingleEndpoint server, CancellationToken cancellation)
    {
        foreach (var route in AdapterRoute.All)
        {
            if (await server.HasAsync(route.Load, cancellation).ConfigureAwait(false))
            {
                return route;
            }
        }

        throw WithoutRoute(server);
    }

    /// <summary>Whether the server lists the adapter among its models. Not every server that has it does.</summary>
    public static async Task<bool> IsListedAsync(SingleEndpoint server, string name, CancellationToken cancellation)
    {
        using var models = await server.GetAsync("/v1/models", cancellation).ConfigureAwait(false);
        return models is not null
            && models.RootElement.ValueKind == JsonValueKind.Object
            && models.RootElement.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Array
            && data.EnumerateArray().Any(entry =>
                entry.ValueKind == JsonValueKind.Object
                && entry.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String
                && id.GetString() == name
            );
    }

    /// <summary>
    /// Whether a refusal says that the server has no such adapter: it was restarted. vLLM: "The model `empo-…` does not exist"; SGLang:
    /// "The following requested LoRA adapters are not loaded".
    /// </summary>
    public static bool Lacks(EndpointReply reply, string name) =>
        reply.Status is >= 400 and < 500 && reply.Text.Contains(name, StringComparison.Ordinal) && Missing().IsMatch(reply.Text);

    /// <summary>False where the server does not have the path.</summary>
    private static async Task<bool> TryLoadAsync(
        SingleEndpoint server,
        AdapterRoute route,
        string name,
        string folder,
        CancellationToken cancellation
    )
    {
        try
        {
            var body = new JsonObject { ["lora_name"] = name, ["lora_path"] = folder };
            if (await server.PostReplyAsync(route.Load, body, ProblemOf, cancellation).ConfigureAwait(false) is { } problem)
            {
                throw NotTaken(server, folder, problem, cause: null);
            }

            return true;
        }
        catch (UserError failure) when (failure.InnerException is EndpointException { Problem: EndpointProblem.Refused } refusal)
        {
            // An earlier attempt whose reply was lost, or another stage, had loaded it.
            return Already().IsMatch(refusal.Reply)
                || (refusal.Status is 404 or 405 && !refusal.Reply.Contains(name, StringComparison.Ordinal)
                    ? false
                    : throw NotTaken(server, folder, refusal.Message, failure));
        }
    }

    /// <summary>SGLang's <c>{"success": false, "error_message": "…"}</c>; null for any other reply, which need not be JSON.</summary>
    private static string? ProblemOf(EndpointReply reply)
    {
        if (!reply.Text.TrimStart().StartsWith('{'))
        {
            return null;
        }

        using var json = reply.Json();
        return json.RootElement.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.False
            && !Already().IsMatch(reply.Text)
            ? ServerMessage.Of(json.RootElement.TryGetProperty("error_message", out var said) ? said.ToString() : reply.Text)
            : null;
    }

    /// <summary>The server keeps an adapter that it does not unload; that costs memory and no sample.</summary>
    private static async Task UnloadFormerAsync(SingleEndpoint server, AdapterRoute route, string name, CancellationToken cancellation)
    {
        var former = Loaded.GetValueOrDefault(server.Address);
        Loaded[server.Address] = (route, name);
        if (former.Name is null || former.Name == name)
        {
            return;
        }

        try
        {
            var body = new JsonObject { ["lora_name"] = former.Name };
            await server.PostReplyAsync(former.Route.Unload, body, _ => true, cancellation).ConfigureAwait(false);
        }
        catch (UserError failure) when (failure.InnerException is EndpointException)
        {
            // It was restarted since, or another program unloaded it.
        }
    }

    private static UserError WithoutRoute(SingleEndpoint server) => new(
        "EMPO4077",
        $"server.weights is lora, but the server at {server.Address} loads no adapters while it runs. vLLM does with "
            + "VLLM_ALLOW_RUNTIME_LORA_UPDATING=True and --enable-lora, SGLang with --enable-lora; llama.cpp loads them at its start "
            + "only. Start the server so, or choose another one."
    );

    private static UserError NotTaken(SingleEndpoint server, string folder, string said, Exception? cause) => new(
        "EMPO4077",
        $"The server at {server.Address} does not load the adapter {folder}: {server.WithoutKey(said)}. It must see that folder under the "
            + "same path, serve the model that the adapter belongs to, and admit its rank and layers (vLLM: --max-lora-rank; SGLang: "
            + "--max-lora-rank, --lora-target-modules).",
        cause: cause
    );

    [GeneratedRegex(@"already (?:been )?(?:loaded|exist|registered)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Already();

    [GeneratedRegex(
        @"does ?n[o']t exist|not (?:been |currently )?(?:loaded|found|available|registered)|unknown|no such",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Missing();
}
