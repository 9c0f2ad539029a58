using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Requests to the inference server that samples, or to several that serve the same model. All of them get the round's policy, and each one
/// that may have been restarted gets it again before its next request.
/// </summary>
/// <exception cref="UserError">EMPO4075 where the variable of the key is not set.</exception>
internal sealed class ServerClient : ModelEndpoint
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

    private ServerIdentity? _identity;
    private (StageInput Policy, ServedPolicy Served)? _given;

    public ServerClient(ServerSettings settings, IStageLog log)
        : base(settings, Words, log)
    {
        Settings = settings;
        Pool.Admit = AdmitAsync;
        Pool.LeftOut = failed => log.Warning(
            "EMPO4091",
            $"The server at {failed.Address} is left out ({failed.Text}); the others go on. It is tried again every "
                + $"{settings.Pause.TotalSeconds:F0} s and taken back when it is the same model and has the policy."
        );
    }

    public ServerSettings Settings { get; }

    /// <summary>The servers by themselves, in the order of the settings.</summary>
    public IEnumerable<SingleEndpoint> Servers => Pool.Endpoints.Select(endpoint => Single(endpoint, patient: true));

    /// <summary>
    /// What the servers say of themselves, which must be the same. Those that do not answer are left out where others do.
    /// </summary>
    /// <exception cref="UserError">EMPO4072, EMPO4073 where none answers; EMPO4076: one does not serve the model; EMPO4092: they
    /// differ.</exception>
    public async Task<ServerIdentity> IdentifyAsync(CancellationToken cancellation)
    {
        var several = Pool.Endpoints.Count > 1;
        var found = await AllAsync(Pool.Endpoints, IdentityOf, patient: !several, cancellation).ConfigureAwait(false);
        if (found.Count == 0)
        {
            found = await AllAsync(Pool.Endpoints, IdentityOf, patient: true, cancellation).ConfigureAwait(false);
        }

        ServerIdentity.RequireEqual(found);
        return _identity = found[0].Answer;
    }

    /// <summary>Gives the round's policy to all servers, side by side. Returns under which name they serve it.</summary>
    /// <param name="policy">The stage's input.</param>
    /// <exception cref="UserError">EMPO4077: one does not take it; EMPO4073: none answers.</exception>
    public async Task<ServedPolicy> HandOverAsync(StageInput policy, CancellationToken cancellation)
    {
        var ready = Pool.Endpoints.Where(endpoint => !endpoint.IsSuspect).ToList();
        var found = await AllAsync(
                ready,
                (server, stop) => ServedWeights.HandOverAsync(server, Settings, policy, known: null, stop),
                patient: true,
                cancellation
            )
            .ConfigureAwait(false);
        var served = found[0].Answer;
        _given = (policy, served);
        return served;
    }

    /// <summary>The answers of the servers that answer; the others are left out where there are several.</summary>
    /// <exception cref="UserError">A refusal; the last failure of patient attempts that all failed.</exception>
    private async Task<List<(string Address, T Answer)>> AllAsync<T>(
        IReadOnlyList<PooledEndpoint> endpoints,
        Func<SingleEndpoint, CancellationToken, Task<T>> ask,
        bool patient,
        CancellationToken cancellation
    )
    {
        var asked = endpoints.Select(endpoint => (endpoint, Asking: ask(Single(endpoint, patient), cancellation))).ToList();
        await Task.WhenAll(asked.Select(pair => pair.Asking)).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        if (patient && asked.TrueForAll(pair => !pair.Asking.IsCompletedSuccessfully))
        {
            await asked[^1].Asking.ConfigureAwait(false);
        }

        var found = new List<(string, T)>();
        foreach (var (endpoint, asking) in asked)
        {
            if (asking.IsCompletedSuccessfully)
            {
                found.Add((endpoint.Address, await asking.ConfigureAwait(false)));
            }
            else if (FailureOf(asking) is { } failed)
            {
                Pool.LeaveOut(endpoint, failed);
            }
            else
            {
                await asking.ConfigureAwait(false);
            }
        }

        return found;
    }

    /// <summary>The failure of a server that is away; null for any other failure.</summary>
    private static FailedAttempt? FailureOf(Task asking) =>
        asking.Exception?.InnerException is UserError { InnerException: EndpointException { Problem: EndpointProblem.NotAnswering } away }
            ? new FailedAttempt(EndpointProblem.NotAnswering, away.Message, MayPass: true) { Address = away.Address }
            : null;

    private Task<ServerIdentity> IdentityOf(SingleEndpoint server, CancellationToken cancellation) =>
        ServerIdentity.AskAsync(server, Settings, cancellation);

    /// <summary>Whether a server that may have been restarted is still the same model, and the policy once more.</summary>
    private async Task AdmitAsync(PooledEndpoint endpoint, CancellationToken cancellation)
    {
        var server = Single(endpoint, patient: false);
        if (_identity is { } identity)
        {
            var now = await IdentityOf(server, cancellation).ConfigureAwait(false);
            ServerIdentity.RequireEqual([("the others, or this one before", identity), (endpoint.Address, now)]);
        }

        if (_given is { } given)
        {
            await ServedWeights.HandOverAsync(server, Settings, given.Policy, given.Served, cancellation).ConfigureAwait(false);
        }
    }

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
