using System.Text.Json.Nodes;

namespace Empo.UnitTests.Servers;

/// <summary>The weights of a server as SGLang reports them: a version that an update sets, and that replies name.</summary>
internal sealed class ServerWeights
{
    public string Version { get; set; } = "default";

    /// <summary>Whether an update changes anything.</summary>
    public bool Keeps { get; init; } = true;

    public ServerReply Update(ServerRequest request)
    {
        Version = Keeps ? request.Json.GetProperty("weight_version").GetString()! : Version;
        return ServerReply.Json(new JsonObject { ["success"] = true, ["message"] = "Succeeded to update model weights." });
    }

    /// <summary>The reply with the version.</summary>
    public ServerReply Named(ServerReply reply)
    {
        if (reply.Status != 200)
        {
            return reply;
        }

        var json = JsonNode.Parse(reply.Text)!.AsObject();
        json["metadata"] = new JsonObject { ["weight_version"] = Version };
        return reply with { Text = json.ToJsonString() };
    }
}
