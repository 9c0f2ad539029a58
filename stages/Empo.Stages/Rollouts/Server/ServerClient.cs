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

    private readonly AllServers _all;
    private ServerIdentity? _identity;
    private IReadOnlyList<(string Address, ServerFacts Facts)> _facts = [];
    private ServerDemand? _demand;
    private (StageInput Policy, ServedPolicy Served)? _given;

    public ServerClient(ServerSettings settings, IStageLog log)
        : base(settings, Words, log)
    {
        Settings = settings;
        _all = new AllServers(Pool);
        Pool.Admit = AdmitAsync;
        Pool.LeftOut = failed => log.Warning(
            "EMPO4091",
            $"The server at {failed.Address} is left out ({failed.Text}); the others go on. It is tried again every "
                + $"{settings.Pause.TotalSeconds:F0} s and taken back when it is the same model and has the policy."
        );
    }

    public ServerSettings Settings { get; }

    /// <summary>Called with the settings of a server by itself that is admitted again, before its next request; null for nothing.</summary>
    public Func<ServerSettings, CancellationToken, Task>? Admitted { get; set; }

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
        var found = await _all
            .AskAsync(
                Pool.Endpoints,
                (endpoint, patient, stop) => ServerIdentity.AskAsync(Single(endpoint, patient), Settings, _given?.Policy.Path, stop),
                cancellation
            )
            .ConfigureAwait(false);
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
        var found = await _all
            .AskAsync(
                InService,
                (endpoint, patient, stop) =>
                    ServedWeights.HandOverAsync(Single(endpoint, patient), Settings, policy, known: null, stop),
                cancellation
            )
            .ConfigureAwait(false);
        var served = found[0].Answer;
        _given = (policy, served);
        return served;
    }

    /// <summary>Asks each server in service something by itself; those that do not answer although others do are left out.</summary>
    /// <param name="ask">Gets the settings of one server.</param>
    /// <exception cref="UserError">A refusal; the last failure where none answers.</exception>
    public Task<IReadOnlyList<(string Address, T Answer)>> EachAsync<T>(
        Func<ServerSettings, CancellationToken, Task<T>> ask,
        CancellationToken cancellation
    ) =>
        _all.AskAsync(InService, (endpoint, patient, stop) => ask(SettingsOf(endpoint, patient), stop), cancellation);

    /// <summary>
    /// Looks whether the servers of some answers still have the policy, where one without it samples from other weights unseen. Called
    /// before the answers are stored.
    /// </summary>
    /// <returns>The servers whose answers must be asked for again: they are away, or were or may have been restarted since.</returns>
    /// <exception cref="UserError">EMPO4093: one lost it; EMPO4073: the only one is away.</exception>
    public async Task<IReadOnlyList<string>> UnconfirmedAsync(IReadOnlyList<ReadCompletion> answers, CancellationToken cancellation)
    {
        var unconfirmed = new List<string>();
        if (_given is { } given)
        {
            var doubtful = answers.Where(read => given.Served.IsToBeConfirmedAfter(read)).ToList();
            foreach (var endpoint in Pool.Endpoints.Where(endpoint => doubtful.Exists(read => read.Server == endpoint.Address)))
            {
                // What it has now does not say what it had before it was given the policy again.
                var isGivenAgain = doubtful.Exists(read => read.Server == endpoint.Address && read.Admissions < endpoint.Admissions);
                if (
                    isGivenAgain
                    || !await IsConfirmedAsync(endpoint, given.Policy, given.Served, cancellation).ConfigureAwait(false)
                )
                {
                    unconfirmed.Add(endpoint.Address);
                }
            }
        }

        return unconfirmed;
    }

    /// <summary>How often a server was admitted again so far.</summary>
    public int AdmissionsOf(string address) => Pool.Endpoints.First(endpoint => endpoint.Address == address).Admissions;

    private async Task<bool> IsConfirmedAsync(
        PooledEndpoint endpoint,
        StageInput policy,
        ServedPolicy served,
        CancellationToken cancellation
    )
    {
        var isOnly = Pool.Endpoints.Count == 1;
        var server = Single(endpoint, patient: isOnly || !endpoint.IsSuspect);
        try
        {
            if (await ServedWeights.StillHasAsync(server, policy, served, cancellation).ConfigureAwait(false))
            {
                return true;
            }
        }
        catch (UserError failure) when (!isOnly && AllServers.AwayOf(failure, patient: false) is { } away)
        {
            Pool.LeaveOut(endpoint, away);
            return false;
        }

        // Where a lost connection was noticed, the server is given the policy before its next request.
        return endpoint.IsSuspect ? false : throw ServedWeights.Lost(server, served);
    }

    /// <summary>The servers that need not be admitted first; all of them where there is none.</summary>
    private IReadOnlyList<PooledEndpoint> InService =>
        Pool.Endpoints.Where(endpoint => !endpoint.IsSuspect).ToList() is { Count: > 0 } ready ? ready : Pool.Endpoints;

    private void Require(ServerDemand demand, string address, ServerFacts facts)
    {
        foreach (var (code, text) in facts.Against(demand, address))
        {
            throw new UserError(code, Pool.WithoutKey(text));
        }
    }

    /// <summary>The settings of one of several servers.</summary>
    private ServerSettings SettingsOf(PooledEndpoint endpoint, bool patient) => Settings with
    {
        Url = Settings.Urls[Pool.Endpoints.ToList().IndexOf(endpoint)],
        OtherUrls = [],
        Retries = patient ? Settings.Retries : 0,
    };

    /// <summary>Whether a server that may have been restarted is still the same model, and the policy once more.</summary>
    private async Task AdmitAsync(PooledEndpoint endpoint, CancellationToken cancellation)
    {
        var server = Single(endpoint, patient: false);
        if (_identity is { } identity)
        {
            var now = await ServerIdentity.AskAsync(server, Settings, _given?.Policy.Path, cancellation).ConfigureAwait(false);
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

        if (Admitted is { } admitted)
        {
            await admitted(SettingsOf(endpoint, patient: false), cancellation).ConfigureAwait(false);
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
