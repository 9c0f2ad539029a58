using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Stages.Requests;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Finds out by requests of one token which distribution a server's log-probabilities belong to, since no server says so: SGLang applies
/// the temperature unless an environment variable says otherwise, vLLM applies it only with an option, llama.cpp never.
/// </summary>
/// <param name="served">The model.</param>
/// <param name="log">Where repeated attempts are told.</param>
internal sealed class LogProbProbe(ServedModel served, IStageLog log)
{
    /// <summary>Likeliest tokens asked for; OpenAI's limit.</summary>
    private const int Tokens = 5;

    /// <summary>Keeps the likeliest token alone.</summary>
    private const double OneToken = 0.000001;

    /// <summary>
    /// Tokens of the prompt after which is asked, until a place tells. After the first token much can follow, but where that begins a turn,
    /// the next one is certain, which shows no filter.
    /// </summary>
    private static readonly int[] Places = [1, 2, 3, 5, 8, 13];

    /// <summary>Asks one server. Several requests of one token.</summary>
    /// <param name="server">The settings of that server alone.</param>
    /// <param name="decoding">How the experiment samples: at another temperature than 1, or filtered.</param>
    /// <param name="prompt">Any prompt.</param>
    /// <exception cref="UserError">It does not answer.</exception>
    public async Task<LogProbOrigin> OriginAsync(
        ServerSettings server,
        Decoding decoding,
        IReadOnlyList<int> prompt,
        CancellationToken cancellation
    )
    {
        // A client of its own: what the server refuses here says nothing of the requests that sample.
        using var own = new ServerClient(server, log);
        var whole = decoding with { MaxTokens = 1, TopP = 1, TopK = 0 };
        foreach (var place in Places.Where(place => place <= prompt.Count))
        {
            Task<IReadOnlyDictionary<string, double>> Top(Decoding way) => TopAsync(own, way, [.. prompt.Take(place)], cancellation);
            var plain = await Top(whole with { Temperature = 1 }).ConfigureAwait(false);
            if (plain.Count == 0)
            {
                break; // It lists none anywhere.
            }

            var tempered = decoding.Temperature == 1 ? plain : await Top(whole).ConfigureAwait(false);
            var filtered = decoding.Truncates ? await Top(whole with { TopP = OneToken }).ConfigureAwait(false) : null;
            var origin = TopLogProbs.OriginOf(plain, tempered, filtered, decoding.Temperature);
            if (origin != LogProbOrigin.Unknown)
            {
                return origin;
            }
        }

        return LogProbOrigin.Unknown;
    }

    /// <summary>Empty where the server refuses to list them.</summary>
    private async Task<IReadOnlyDictionary<string, double>> TopAsync(
        ServerClient own,
        Decoding decoding,
        IReadOnlyList<int> prompt,
        CancellationToken cancellation
    )
    {
        var body = new JsonObject
        {
            ["model"] = served.Name,
            ["prompt"] = new JsonArray([.. prompt.Select(id => (JsonNode)id)]),
            ["n"] = 1,
        };
        var fields = CompletionFields.Of(decoding, served.Stage, seed: 0);
        try
        {
            return await own.NegotiateAsync(
                    new NegotiableRequest<IReadOnlyDictionary<string, double>>(
                        QuestionSampler.Path,
                        body,
                        [
                            .. fields.Select(field =>
                                field.Name == "logprobs" ? field with { Value = Tokens, Otherwise = [(field.Name, 1)] } : field
                            ),
                        ],
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
