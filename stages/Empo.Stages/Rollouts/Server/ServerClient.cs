using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Requests to the inference server that samples.</summary>
/// <exception cref="UserError">EMPO4075 where the variable of the key is not set.</exception>
internal sealed class ServerClient(ServerSettings settings, IStageLog log) : ModelEndpoint(settings, Words, log)
{
    private static readonly EndpointWords Words = new()
    {
        Name = "server",
        RefusedCode = "EMPO4072",
        NotAnsweringCode = "EMPO4073",
        UnusableCode = "EMPO4074",
        KeyCode = "EMPO4075",
        KeyVariable = RolloutServer.KeyVariable,
        Timeout = RolloutServer.Timeout,
        Retries = RolloutServer.Retries,
        Remedy = Remedy,
        UnusableRemedy = "Check that it is an OpenAI-compatible completions server with the tokenizer of 'model'; what was finished is "
            + "kept.",
    };

    public ServerSettings Settings { get; } = settings;

    private static string Remedy(int status) => status switch
    {
        404 or 405 or (>= 300 and < 400) =>
            "server.url must be the address before /v1 of a server with /v1/completions, and server.model a name that GET /v1/models "
                + "lists.",
        413 => "The prompt is too long for it: lower prompt.max_tokens.",
        _ => "Correct what it names: server.model, the prompt's length (prompt.max_tokens), the response's (max_tokens), or server.url; "
            + "the prompt is sent as token ids, which the server must take.",
    };
}
