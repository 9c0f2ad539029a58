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
    private IReadOnlyList<(string Address, ServerFacts Facts)> _facts = [];
    private ServerDemand? _demand;
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

    /// <summary>The first server's address, for messages.</summary>
    public string Address => Pool.Endpoints[0].Address;

    /// <summary>The servers by themselves, in the order of the settings.</summary>
    public IEnumerable<SingleEndpoint> Servers => Pool.Endpoints.Select(endpoint => Single(endpoint, patient: true));

    /// <summary>
    /// What the servers say of themselves, which must be the same. Those that do not answer are left out where others do.
    /// </summary>
    /// <exception cref="UserError">EMPO4072, EMPO4073 where none answers; EMPO4076: one does not serve the model; EMPO4092: they
    /// differ.</exception>
    public async Task<ServerIdentity> IdentifyAsync(CancellationToken cancellation)
    {
        var found = await AllAsync(Pool.Endpoints, DescriptionOf, cancellation).ConfigureAwait(false);
        ServerIdentity.RequireEqual([.. found.Select(entry => (entry.Address, entry.Answer.Identity))], Settings.Weights);
        _facts = [.. found.Select(entry => (entry.Address, entry.Answer.Facts))];
        return _identity = found[0].Answer.Identity;
    }

    /// <summary>Compares what is about to be asked for with what the servers report, now and whenever one is admitted again.</summary>
    /// <exception cref="UserError">EMPO4094-EMPO4096: a server cannot do it.</exception>
    public void Require(ServerDemand demand)
    {
        _demand = demand;
        foreach (var (address, facts) in _facts)
        {
            Require(demand, address, facts);
        }
    }

    /// <summary>
    /// Gives the round's policy to all servers, side by side; those that do not answer although others do are left out. Returns under which
    /// name they serve it.
    /// </summary>
    /// <param name="policy">The stage's input.</param>
    /// <exception cref="UserError">EMPO4077: one does not take it; EMPO4073: none answers.</exception>
    public async Task<ServedPolicy> HandOverAsync(StageInput policy, CancellationToken cancellation)
    {
        var found = await AllAsync(
                InService,
                (server, stop) => ServedWeights.HandOverAsync(server, Settings, policy, known: null, stop),
                cancellation
            )
            .ConfigureAwait(false);
        var served = found[0].Answer;
        _given = (policy, served);
        return served;
    }

    /// <summary>
    /// Looks whether the servers still have the policy, where one without it would sample from the base. A server that is away is asked
    /// when it is admitted again.
    /// </summary>
    /// <exception cref="UserError">EMPO4093: one lost it.</exception>
    public async Task ConfirmAsync(CancellationToken cancellation)
    {
        if (_given is not { Served: { IsToBeConfirmed: true, Adapter: { } adapter } })
        {
            return;
        }

        var found = await AllAsync(InService, (server, stop) => ServedAdapters.IsListedAsync(server, adapter, stop), cancellation)
            .ConfigureAwait(false);
        if (found.Find(entry => !entry.Answer) is { Address: { } address })
        {
            throw new UserError(
                "EMPO4093",
                $"The server at {address} lost the adapter {adapter} while it sampled, so it was started again, and without --enable-lora "
                    + "it samples from the base model. The last chunk was not stored. Start it with --enable-lora and build again."
            );
        }
    }

    /// <summary>The servers that need not be admitted first; all of them where there is none.</summary>
    private IReadOnlyList<PooledEndpoint> InService =>
        Pool.Endpoints.Where(endpoint => !endpoint.IsSuspect).ToList() is { Count: > 0 } ready ? ready : Pool.Endpoints;

    /// <summary>
    /// Asks servers side by side: each once, and as often as the settings say where none answers. Those that do not answer although others
    /// do are left out.
    /// </summary>
    /// <returns>One answer at least.</returns>
    /// <exception cref="UserError">A refusal; the last failure where none answers.</exception>
    private async Task<List<(string Address, T Answer)>> AllAsync<T>(
        IReadOnlyList<PooledEndpoint> endpoints,
        Func<SingleEndpoint, CancellationToken, Task<T>> ask,
        CancellationToken cancellation
    )
    {
        var several = endpoints.Count > 1;
        var found = await PassAsync(endpoints, ask, patient: !several, cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found : await PassAsync(endpoints, ask, patient: true, cancellation).ConfigureAwait(false);
    }

    /// <summary>One pass of <see cref="AllAsync"/>. It is without answers only where it is impatient; then nobody is left out.</summary>
    private async Task<List<(string Address, T Answer)>> PassAsync<T>(
        IReadOnlyList<PooledEndpoint> endpoints,
        Func<SingleEndpoint, CancellationToken, Task<T>> ask,
        bool patient,
        CancellationToken cancellation
    )
    {
        var asked = endpoints.Select(endpoint => (endpoint, Asking: ask(Single(endpoint, patient), cancellation))).ToList();
        await Task.WhenAll(asked.Select(pair => pair.Asking)).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        var failed = asked.Where(pair => !pair.Asking.IsCompletedSuccessfully).ToList();
        foreach (var (_, asking) in failed.Where(pair => AwayOf(pair.Asking, patient) is null))
        {
            await asking.ConfigureAwait(false);
        }

        if (failed.Count == asked.Count)
        {
            await (patient ? failed[^1].Asking : Task.CompletedTask).ConfigureAwait(false);
            return [];
        }

        foreach (var (endpoint, asking) in failed)
        {
            Pool.LeaveOut(endpoint, AwayOf(asking, patient)!);
        }

        var found = new List<(string, T)>();
        foreach (var (endpoint, asking) in asked.Except(failed))
        {
            found.Add((endpoint.Address, await asking.ConfigureAwait(false)));
        }

        return found;
    }

    /// <summary>
    /// The failure of a server that is away, or that gave an unusable reply to an attempt that was not repeated; null for any other one.
    /// </summary>
    private static FailedAttempt? AwayOf(Task asking, bool patient) =>
        asking.Exception?.InnerException is UserError { InnerException: EndpointException failure }
        && (failure.Problem == EndpointProblem.NotAnswering || (failure.Problem == EndpointProblem.Unusable && !patient))
            ? new FailedAttempt(failure.Problem, failure.Message, MayPass: true) { Address = failure.Address }
            : null;

    private void Require(ServerDemand demand, string address, ServerFacts facts)
    {
        foreach (var (code, text) in facts.Against(demand, address))
        {
            throw new UserError(code, Pool.WithoutKey(text));
        }
    }

    private Task<ServerDescription> DescriptionOf(SingleEndpoint server, CancellationToken cancellation) =>
        ServerIdentity.AskAsync(server, Settings, _given?.Policy.Path, cancellation);

    /// <summary>Whether a server that may have been restarted is still the same model, and the policy once more.</summary>
    private async Task AdmitAsync(PooledEndpoint endpoint, CancellationToken cancellation)
    {
        var server = Single(endpoint, patient: false);
        if (_identity is { } identity)
        {
            var now = await DescriptionOf(server, cancellation).ConfigureAwait(false);
            ServerIdentity.RequireEqual([("the others, or this one before", identity), (endpoint.Address, now.Identity)], Settings.Weights);
            if (_demand is { } demand)
            {
                Require(demand, endpoint.Address, now.Facts);
            }
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
