using System.Text.Json.Nodes;

namespace Empo.UnitTests.Servers;

/// <summary>
/// The weights of a server as SGLang reports them: a version that an update sets, and that replies name. From an update on, the model is
/// called by the folder that was given (tokenizer_manager.py, _wait_for_model_update_from_disk).
/// </summary>
internal sealed class ServerWeights
{
    /// <summary>The model's name, as <c>id</c> and <c>root</c>.</summary>
    public string Model { get; private set; } = "m";

    /// <summary>The folder of the weights, as <c>model_path</c>.</summary>
    public string Folder { get; set; } = "/models/first";

    public string Version { get; set; } = "default";

    /// <summary>Whether replies and the server name a version; older ones do not.</summary>
    public bool NamesVersion { get; init; } = true;

    /// <summary>Whether an update changes anything.</summary>
    public bool Keeps { get; init; } = true;

    public ServerReply Update(ServerRequest request)
    {
        if (Keeps)
        {
            Version = request.Json.GetProperty("weight_version").GetString()!;
            Model = Folder = request.Json.GetProperty("model_path").GetString()!;
        }

        return ServerReply.Json(new JsonObject { ["success"] = true, ["message"] = "Succeeded to update model weights." });
    }

    /// <summary>The reply of <c>/model_info</c>, or of <c>/get_model_info</c> where no version is named.</summary>
    public ServerReply Info()
    {
        var info = new JsonObject { ["model_path"] = Folder };
        if (NamesVersion)
        {
            info["weight_version"] = Version;
        }

        return ServerReply.Json(info);
    }

    /// <summary>The reply with the version.</summary>
    public ServerReply Named(ServerReply reply)
    {
        if (reply.Status != 200 || !NamesVersion)
        {
            return reply;
        }

        var json = JsonNode.Parse(reply.Text)!.AsObject();
        json["metadata"] = new JsonObject { ["weight_version"] = Version };
        return reply with { Text = json.ToJsonString() };
    }
}
