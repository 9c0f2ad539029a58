using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Stages.Requests;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Finds out by requests of one token which distribution a server's log-probabilities belong to, since no server says so: SGLang applies
/// the temperature unless an environment variable says otherwise, vLLM applies it only with an option, llama.cpp never.
/// </summary>
/// <param name="client">The servers.</param>
/// <param name="served">The model.</param>
/// <param name="log">Where the finding goes.</param>
internal sealed class LogProbProbe(ServerClient client, ServedModel served, IStageLog log)
{
    /// <summary>Likeliest tokens asked for; OpenAI's limit.</summary>
    private const int Tokens = 5;

    /// <summary>Keeps the likeliest token alone.</summary>
    private const double OneToken = 0.000001;

    /// <summary>Whether responses keep their log-probabilities.</summary>
    /// <param name="decoding">How the experiment samples.</param>
    /// <param name="prompt">Any prompt; its first token is asked about, after which much can follow.</param>
    /// <exception cref="UserError">No server answers.</exception>
    public async Task<bool> KeepsAsync(Decoding decoding, IReadOnlyList<int> prompt, CancellationToken cancellation)
    {
        if (decoding.Greedy || (decoding.Temperature == 1 && !decoding.Truncates))
        {
            return true;
        }

        // A client of its own: what the server refuses here says nothing of the requests that sample.
        using var own = new ServerClient(client.Settings, log);
        var whole = decoding with { MaxTokens = 1, TopP = 1, TopK = 0 };
        var plain = await TopAsync(own, whole with { Temperature = 1 }, prompt, cancellation).ConfigureAwait(false);
        var tempered = decoding.Temperature == 1 ? plain : await TopAsync(own, whole, prompt, cancellation).ConfigureAwait(false);
        var filtered = decoding.Truncates
            ? await TopAsync(own, whole with { TopP = OneToken }, prompt, cancellation).ConfigureAwait(false)
            : null;
        return Tell(TopLogProbs.OriginOf(plain, tempered, filtered, decoding.Temperature), decoding);
    }

    private bool Tell(LogProbOrigin origin, Decoding decoding)
    {
        var (keeps, said) = origin switch
        {
            LogProbOrigin.Sampled => (true, "are of the sampled distribution, before filters, and are kept"),
            LogProbOrigin.BeforeTemperature => (false, "are those before the temperature, and are left out"),
            LogProbOrigin.AfterFilters => (false, "are those after top_p and top_k, and are left out"),
            LogProbOrigin.Unknown when decoding.Temperature == 1 => (true, "are taken for those before top_p and top_k, and are kept"),
            LogProbOrigin.Unknown => (false, "may be those before the temperature, and are left out"),
        };
        log.Line($"server: log-probabilities {said}");
        return keeps;
    }

    /// <summary>Empty where the server refuses to list them.</summary>
    private async Task<IReadOnlyDictionary<string, double>> TopAsync(
        ServerClient own,
        Decoding decoding,
        IReadOnlyList<int> prompt,
        CancellationToken cancellation
    )
    {
        var body = new JsonObject { ["model"] = served.Name, ["prompt"] = new JsonArray((JsonNode)prompt[0]), ["n"] = 1 };
        var fields = CompletionFields.Of(decoding, served.Stage, seed: 0);
        try
        {
            return await own.NegotiateAsync(
                    new NegotiableRequest<IReadOnlyDictionary<string, double>>(
                        QuestionSampler.Path,
                        body,
                        [.. fields.Select(field => field.Name == "logprobs" ? field with { Value = Tokens } : field)],
                        ModelEndpoint.OfJson(TopLogProbs.In),
                        (_, _) => { }
                    ),
                    cancellation
                )
                .ConfigureAwait(false);
        }
        catch (UserError failure) when (failure.InnerException is EndpointException { Problem: EndpointProblem.Refused })
        {
            // The requests that sample will be refused too, or do not need what was refused here.
            return new Dictionary<string, double>();
        }
    }
}
