using System.Globalization;
using Polly;

namespace Empo.Stages.Requests;

/// <summary>
/// Servers of the same model, or one. A request goes to the server with the fewest requests under way. What fails there is asked elsewhere
/// at once; waits begin when all have failed. A server that fails several times in a row is left out for a while. Before a server that may
/// have been restarted gets its next request, it is admitted again.
/// </summary>
internal sealed class EndpointPool : IDisposable
{
    private readonly Action<string> _say;
    private readonly ResiliencePipeline _retries;
    private readonly PoolMembers _members;
    private readonly Lock _saying = new();

    /// <param name="options">Each address must be an http or https address.</param>
    /// <param name="key">Sent as <c>Authorization: Bearer</c>; it never occurs in a message. Null for none.</param>
    /// <param name="say">Called for every failed attempt that is retried; one call at a time.</param>
    public EndpointPool(EndpointOptions options, string? key, Action<string> say)
    {
        _say = say;
        _members = new PoolMembers(
            options,
            [.. options.Urls.Select(url => new PooledEndpoint(new HttpEndpoint(options, url, key), options.Concurrency))],
            Say
        );
        _retries = EndpointRetries.Of(options, Tell);
    }

    public IReadOnlyList<PooledEndpoint> Endpoints => _members.Endpoints;

    /// <summary>A text from a reply, for a message: the key never occurs in one.</summary>
    public string WithoutKey(string text) => Endpoints[0].Http.WithoutKey(text);

    /// <summary>
    /// Asks a server who it is and gives it the weights; called before the next request to a server that may have been restarted. Throws
    /// <see cref="UserError"/> where the server must not be used. Null where servers need no such thing.
    /// </summary>
    public Func<PooledEndpoint, CancellationToken, Task>? Admit
    {
        get => _members.Admit;
        set => _members.Admit = value;
    }

    /// <summary>Told once for every server that is left out.</summary>
    public Action<FailedAttempt>? LeftOut
    {
        get => _members.LeftOut;
        set => _members.LeftOut = value;
    }

    /// <summary>Asks until a reply can be read, all servers at most 1 + <see cref="EndpointOptions.Retries"/> times.</summary>
    /// <exception cref="EndpointException">Refused by one, or not answering or unusable to the last attempt of all.</exception>
    /// <exception cref="UserError">The only server must not be used any more.</exception>
    public Task<T> AskAsync<T>(EndpointRequest<T> request, CancellationToken cancellation) =>
        RetriedAsync((failures, stop) => RoundAsync(request, failures, stop), cancellation);

    /// <summary>Asks one server, whatever is known of it, and does not admit it before.</summary>
    /// <param name="patient">Whether failed attempts are repeated.</param>
    /// <exception cref="EndpointException">Refused, or not answering or unusable to the last attempt.</exception>
    public Task<T> AskOneAsync<T>(PooledEndpoint endpoint, EndpointRequest<T> request, bool patient, CancellationToken cancellation)
    {
        async Task<EndpointAttempt<T>> AttemptAsync(List<FailedAttempt> failures, CancellationToken stop)
        {
            var attempt = await endpoint.Http.AttemptAsync(request, stop).ConfigureAwait(false);
            failures.AddRange(attempt.Failed is { } failed ? [failed] : []);
            return attempt;
        }

        return RetriedAsync(AttemptAsync, cancellation, patient);
    }

    /// <summary>Leaves a server out from the start, because it does not answer although others do.</summary>
    public void LeaveOut(PooledEndpoint endpoint, FailedAttempt failed) =>
        _members.Note(endpoint, failed, endpoint.Admissions, atOnce: true);

    public void Dispose() => _members.Dispose();

    private async Task<T> RetriedAsync<T>(
        Func<List<FailedAttempt>, CancellationToken, Task<EndpointAttempt<T>>> ask,
        CancellationToken cancellation,
        bool patient = true
    )
    {
        var (failures, rounds, first) = (new List<FailedAttempt>(), 0, (string?)null);
        var retries = patient ? _retries : ResiliencePipeline.Empty;
        var last = await retries
            .ExecuteAsync(
                async stop =>
                {
                    rounds++;
                    var attempt = await ask(failures, stop).ConfigureAwait(false);
                    first ??= attempt.Failed?.Text;
                    return attempt;
                },
                cancellation
            )
            .ConfigureAwait(false);
        return last.Failed is { } failed ? throw FailureOf(failed, failures, rounds, first!) : last.Result!;
    }

    private static EndpointException FailureOf(FailedAttempt last, List<FailedAttempt> all, int rounds, string first)
    {
        var oneFault = all.Count > 1 && all.TrueForAll(failed => failed.IsFault && failed.Text == all[0].Text);
        var text = rounds > 1 && first != last.Text ? $"{last.Text}; the first one: {first}" : last.Text;
        return new EndpointException(oneFault ? EndpointProblem.Refused : last.Problem, text + last.Proxy)
        {
            Status = last.Reply?.Status ?? 0,
            Reply = last.Reply?.Text ?? "",
            Address = last.Address,
            IsOneFault = oneFault,
            Attempts = rounds,
        };
    }

    /// <summary>One attempt at every server in service, until one answers or refuses.</summary>
    private async Task<EndpointAttempt<T>> RoundAsync<T>(
        EndpointRequest<T> request,
        List<FailedAttempt> failures,
        CancellationToken cancellation
    )
    {
        var tried = new List<PooledEndpoint>();
        FailedAttempt? last = null;
        while (_members.Reserve(tried) is { } endpoint)
        {
            if (last is not null)
            {
                Say($"{last.Address} failed ({last.Text}), asking {endpoint.Address}");
            }

            var attempt = await AttemptAsync(endpoint, request, cancellation).ConfigureAwait(false);
            failures.AddRange(attempt.Failed is { } failed ? [failed] : []);
            if (attempt.Failed is not { MayPass: true })
            {
                return attempt;
            }

            tried.Add(endpoint);
            last = attempt.Failed;
        }

        return new(default, Endpoints.Count == 1 ? last : _members.OfAll(last!));
    }

    /// <summary>One attempt; a second one where the server lacks its weights and was given them again.</summary>
    private async Task<EndpointAttempt<T>> AttemptAsync<T>(
        PooledEndpoint endpoint,
        EndpointRequest<T> request,
        CancellationToken cancellation
    )
    {
        await endpoint.Slots.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (var isSecond = false; ; isSecond = true)
            {
                if (await _members.NotAdmittedAsync(endpoint, cancellation).ConfigureAwait(false) is { } refused)
                {
                    return new(default, refused);
                }

                var admissions = endpoint.Admissions;
                var attempt = await endpoint.Http.AttemptAsync(request, cancellation).ConfigureAwait(false);
                _members.Note(endpoint, attempt.Failed, admissions);
                if (attempt.Failed is not { Problem: EndpointProblem.OtherWeights } other)
                {
                    return attempt;
                }

                if (isSecond || Admit is null)
                {
                    return attempt with { Failed = other with { MayPass = false } };
                }

                Say($"{endpoint.Address} lost its weights ({other.Text}), handing them over again");
            }
        }
        finally
        {
            endpoint.Slots.Release();
            _members.Release(endpoint);
        }
    }

    private void Tell(int attempt, FailedAttempt failed) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"attempt {attempt + 1} failed ({failed.Text}), trying again"));

    private void Say(string text)
    {
        lock (_saying)
        {
            _say(text);
        }
    }
}
