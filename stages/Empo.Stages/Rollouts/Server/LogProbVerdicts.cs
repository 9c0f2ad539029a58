using Empo.Experiments.Execution;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Whether responses keep their log-probabilities: they do where those of every server are of the sampled distribution. Each server in
/// service is asked by itself, once for each way to sample, and again when it is admitted, since it may be started with other options then.
/// </summary>
internal sealed class LogProbVerdicts
{
    private readonly ServerClient _client;
    private readonly ServedModel _served;
    private readonly IStageLog _log;
    private readonly LogProbProbe _probe;
    private readonly Lock _asking = new();
    private readonly Dictionary<(double Temperature, double TopP, int TopK), LogProbVerdict> _found = [];

    public LogProbVerdicts(ServerClient client, ServedModel served, IStageLog log)
    {
        (_client, _served, _log, _probe) = (client, served, log, new LogProbProbe(served, log));
        client.Admitted = AskAgainAsync;
    }

    /// <summary>Whether responses to a batch keep their log-probabilities, to be called when one is read.</summary>
    /// <exception cref="UserError">No server answers.</exception>
    public async Task<Func<bool>> KeepsAsync(RolloutBatch batch, CancellationToken cancellation)
    {
        var decoding = batch.Decoding;
        var isPlain = decoding.Greedy || (decoding.Temperature == 1 && !decoding.Truncates);
        if (isPlain || !_served.ProbesLogProbs)
        {
            return () => isPlain || decoding.Temperature == 1;
        }

        LogProbVerdict? verdict;
        lock (_asking)
        {
            var way = (decoding.Temperature, decoding.TopP, decoding.TopK);
            if (!_found.TryGetValue(way, out verdict))
            {
                verdict = new LogProbVerdict(decoding, batch.Prompts[0].TokenIds);
                verdict.Asking = AskAsync(verdict, cancellation);
                _found.Add(way, verdict);
            }
        }

        await verdict.Asking.ConfigureAwait(false);
        return () => verdict.Keeps;
    }

    private async Task AskAsync(LogProbVerdict verdict, CancellationToken cancellation)
    {
        var found = await _client
            .EachAsync((server, stop) => _probe.OriginAsync(server, verdict.Decoding, verdict.Prompt, stop), cancellation)
            .ConfigureAwait(false);
        verdict.Keeps = found.All(entry => entry.Answer == LogProbOrigin.Sampled);
        var origins = found.Select(entry => entry.Answer).Distinct().ToList();
        Line(
            origins.Count == 1
                ? $"log-probabilities {Words(origins[0])}, and are {(verdict.Keeps ? "kept" : "left out")}"
                : "log-probabilities are left out, since those of "
                    + string.Join(", those of ", found.Select(entry => $"{entry.Address} {Words(entry.Answer)}"))
        );
    }

    /// <summary>Asks a server that is admitted again, for every way that is known.</summary>
    private async Task AskAgainAsync(ServerSettings server, CancellationToken cancellation)
    {
        List<LogProbVerdict> all;
        lock (_asking)
        {
            all = [.. _found.Values];
        }

        foreach (var verdict in all)
        {
            await verdict.Asking.ConfigureAwait(false);
            if (verdict.Keeps)
            {
                var origin = await _probe.OriginAsync(server, verdict.Decoding, verdict.Prompt, cancellation).ConfigureAwait(false);
                if (origin != LogProbOrigin.Sampled)
                {
                    verdict.Keeps = false;
                    var address = ShownAddress.Of(server.Url);
                    Line($"log-probabilities are left out from now on, since those of {address} {Words(origin)}");
                }
            }
        }
    }

    private static string Words(LogProbOrigin origin) => origin switch
    {
        LogProbOrigin.Sampled => "are of the sampled distribution, before filters",
        LogProbOrigin.BeforeTemperature => "are those before the temperature",
        LogProbOrigin.AfterFilters => "are those after top_p and top_k",
        LogProbOrigin.Unknown => "may be of another distribution",
    };

    private void Line(string text)
    {
        lock (_asking)
        {
            _log.Line($"server: {text}");
        }
    }
}
