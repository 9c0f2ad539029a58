using System.Text.Json;
using Empo.Experiments.Settings.Choices;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// A server's own description of itself. It is part of every chunk's key, so another version or model makes other chunks.
/// </summary>
/// <param name="Model">The model's name in requests.</param>
/// <param name="Root">What the name stands for, where the server says so. The folder of a policy that it was given is none: there, it is
/// the name, as SGLang says before it is given one.</param>
/// <param name="Version">The server's program and version, or <c>unknown</c>.</param>
/// <param name="Revision">The user's name for the state of the weights.</param>
internal sealed record ServerIdentity(string Model, string Root, string Version, string Revision)
{
    private const int MaxNames = 20;

    /// <summary>Where servers report their version: vLLM, SGLang, llama.cpp.</summary>
    private static readonly (string Path, string Property)[] VersionPlaces =
    [
        ("/version", "version"),
        ("/get_server_info", "version"),
        ("/server_info", "version"),
        ("/props", "build_info"),
    ];

    /// <summary>The part of a chunk's fingerprint that stands for the engine.</summary>
    public string Line => $"server model={Model} root={Root} revision={Revision} version={Version}";

    /// <summary>
    /// Servers that answer for one another must be the same model in the same program. Which weights those are that the name stands for
    /// does not matter where each is given others.
    /// </summary>
    /// <param name="found">Addresses and identities.</param>
    /// <exception cref="UserError">EMPO4092 where two differ.</exception>
    public static void RequireEqual(IReadOnlyList<(string Address, ServerIdentity Identity)> found, WeightTransfer weights)
    {
        var compared = found.Select(entry =>
            weights == WeightTransfer.UpdateWeightsFromDisk ? entry.Identity with { Root = "" } : entry.Identity
        );
        if (compared.Distinct().Count() > 1)
        {
            var all = found.Select(entry =>
                $"{entry.Address}: model={entry.Identity.Model} root={entry.Identity.Root} version={entry.Identity.Version}"
            );
            throw new UserError(
                "EMPO4092",
                $"Samples of one run must come from equal servers, but these differ: {string.Join("; ", all)}. Start the same program with "
                    + "the same model path everywhere, or take the different ones out of server.urls."
            );
        }
    }

    /// <param name="given">The folder that the server was given; null before that.</param>
    /// <exception cref="UserError">EMPO4076 where the server lists its models and the wanted one is not among them.</exception>
    public static async Task<ServerDescription> AskAsync(
        SingleEndpoint server,
        ServerSettings settings,
        string? given,
        CancellationToken cancellation
    )
    {
        using var models = await server.GetAsync("/v1/models", cancellation).ConfigureAwait(false);
        var listed =
            models is not null
            && models.RootElement.ValueKind == JsonValueKind.Object
            && models.RootElement.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Array
                ? data.EnumerateArray().Where(entry => Text(entry, "id") is not null).ToList()
                : null;
        var model = listed?.Find(entry => Text(entry, "id") == settings.Model) ?? default;
        var takesFolders = settings.Weights == WeightTransfer.UpdateWeightsFromDisk;
        var renamed = takesFolders && model.ValueKind == JsonValueKind.Undefined
            ? listed?.Find(entry => GivenFolder.Is(Text(entry, "id")!, given)) ?? default
            : default;
        model = renamed.ValueKind == JsonValueKind.Undefined ? model : renamed;
        if (listed is not null && model.ValueKind == JsonValueKind.Undefined)
        {
            throw NotServed(server, settings, listed);
        }

        var root = server.WithoutKey(Text(model, "root") ?? "");
        var isOfPolicy = takesFolders && (renamed.ValueKind != JsonValueKind.Undefined || root == given || GivenFolder.IsInStore(root));
        var (version, described) = await VersionAsync(server, cancellation).ConfigureAwait(false);
        using (described)
        {
            return new ServerDescription(
                new ServerIdentity(settings.Model, isOfPolicy ? settings.Model : root, server.WithoutKey(version), settings.Revision),
                ServerFacts.Of(model, described?.RootElement ?? default)
            );
        }
    }

    /// <summary>The version, and the reply that held it.</summary>
    private static async Task<(string Version, JsonDocument? Reply)> VersionAsync(SingleEndpoint server, CancellationToken cancellation)
    {
        foreach (var (path, property) in VersionPlaces)
        {
            var reply = await server.GetAsync(path, cancellation).ConfigureAwait(false);
            if (reply is not null && Text(reply.RootElement, property) is { } version)
            {
                return (version, reply);
            }

            reply?.Dispose();
        }

        return ("unknown", null);
    }

    private static UserError NotServed(SingleEndpoint server, ServerSettings settings, List<JsonElement> listed)
    {
        var remedy = listed.Exists(entry => GivenFolder.IsInStore(Text(entry, "id")!))
            ? "Another experiment gave it the weights of that folder (server.weights: update_weights_from_disk): start it again."
            : "Correct server.model.";
        return new UserError(
            "EMPO4076",
            server.WithoutKey($"The server at {server.Address} does not serve '{settings.Model}' but {Names(listed)}. {remedy}")
        );
    }

    private static string Names(List<JsonElement> listed) =>
        listed.Count == 0
            ? "no model"
            : string.Join(", ", listed.Take(MaxNames).Select(entry => $"'{Text(entry, "id")}'"))
                + (listed.Count > MaxNames ? $" and {listed.Count - MaxNames} more" : "");

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(property, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
