using System.Collections.Concurrent;

namespace Empo.UnitTests.Servers;

/// <summary>A server that ends and starts again with the weights of its start. While it is down, connections are lost.</summary>
internal sealed class RestartedServer
{
    private readonly ConcurrentQueue<string> _sampled = new();
    private volatile bool _isDown;

    public ServerWeights Weights { get; private set; } = new();

    public void Stop() => _isDown = true;

    public void Start()
    {
        Weights = new ServerWeights();
        _isDown = false;
    }

    /// <summary>Requests that were sampled with the weights of a version.</summary>
    public int SampledBy(string version) => _sampled.Count(found => found == version);

    public ServerReply Answer(ServerRequest request) => _isDown
        ? new ServerReply { Text = "half of it", Cut = true }
        : request.Path switch
        {
            "/v1/models" => ServerReply.Models(Weights.Model),
            "/version" => new ServerReply { Text = "{\"version\": \"1\"}" },
            "/model_info" => Weights.Info(),
            "/update_weights_from_disk" => Weights.Update(request),
            "/v1/completions" => Sampled(),
            _ => ServerReply.Error(404, "no"),
        };

    private ServerReply Sampled()
    {
        _sampled.Enqueue(Weights.Version);
        return Weights.Named(CompletionReply.Of([([65, 0], [-1, -1], "stop")]));
    }
}
