namespace Empo.Stages.Requests;

/// <summary>The servers of a pool and their states: which is asked next, which are left out, and which must be admitted first.</summary>
/// <param name="options">Clock and pause.</param>
/// <param name="endpoints">The servers; owned.</param>
/// <param name="say">Called with what becomes of a server.</param>
internal sealed class PoolMembers(EndpointOptions options, IReadOnlyList<PooledEndpoint> endpoints, Action<string> say) : IDisposable
{
    private readonly Lock _state = new();

    public IReadOnlyList<PooledEndpoint> Endpoints { get; } = endpoints;

    /// <inheritdoc cref="EndpointPool.Admit"/>
    public Func<PooledEndpoint, CancellationToken, Task>? Admit { get; set; }

    /// <inheritdoc cref="EndpointPool.LeftOut"/>
    public Action<FailedAttempt>? LeftOut { get; set; }

    /// <summary>The server for the next attempt, with a request more under way; null where no server is left in this round.</summary>
    public PooledEndpoint? Reserve(IReadOnlyList<PooledEndpoint> tried)
    {
        lock (_state)
        {
            var now = options.Clock.GetUtcNow();
            List<PooledEndpoint> left = [.. Endpoints.Except(tried)];
            List<PooledEndpoint> inService = [.. left.Where(endpoint => !endpoint.IsOut(now))];
            List<PooledEndpoint> ready = [.. inService.Where(endpoint => endpoint.Admission.CurrentCount > 0)];
            var candidates = ready.Count > 0 ? ready
                : inService.Count > 0 ? inService
                : tried.Count == 0 ? left
                : [];
            var chosen = candidates.MinBy(endpoint => (endpoint.UnderWay, endpoint.Sent));
            chosen?.Reserve();
            return chosen;
        }
    }

    /// <summary>A request less is under way.</summary>
    public void Release(PooledEndpoint endpoint)
    {
        lock (_state)
        {
            endpoint.Release();
        }
    }

    /// <summary>The failure of a round, with the last problem of every server.</summary>
    public FailedAttempt OfAll(FailedAttempt last)
    {
        lock (_state)
        {
            var problems = Endpoints.Select(endpoint => endpoint.Last).OfType<FailedAttempt>().ToList();
            return last with
            {
                Problem = problems.Exists(problem => problem.Problem == EndpointProblem.NotAnswering)
                    ? EndpointProblem.NotAnswering
                    : EndpointProblem.Unusable,
                Text = string.Join("; ", problems.Select(problem => $"{problem.Address}: {problem.Text}")),
                Wait = problems.TrueForAll(problem => problem.Wait is not null) ? problems.Min(problem => problem.Wait) : null,
            };
        }
    }

    /// <summary>Takes note of an attempt's outcome.</summary>
    /// <param name="failed">Null where it succeeded.</param>
    /// <param name="admissions">How often the server had been admitted before the request was sent.</param>
    /// <param name="atOnce">Whether the server is left out after this failure alone.</param>
    public void Note(PooledEndpoint endpoint, FailedAttempt? failed, int admissions, bool atOnce = false)
    {
        var isNews = false;
        lock (_state)
        {
            if (failed is null)
            {
                endpoint.Succeeded();
                return;
            }

            endpoint.Failed(failed, admissions);
            isNews = Endpoints.Count > 1 && endpoint.LeaveOut(options.Clock.GetUtcNow(), options.Pause, atOnce);
        }

        if (isNews)
        {
            LeftOut?.Invoke(failed);
        }
    }

    /// <summary>Admits a server that may have been restarted. Null where it may be used.</summary>
    public async Task<FailedAttempt?> NotAdmittedAsync(PooledEndpoint endpoint, CancellationToken cancellation)
    {
        if (Admit is null || !endpoint.IsSuspect)
        {
            return null;
        }

        await endpoint.Admission.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (endpoint.IsSuspect)
            {
                await Admit(endpoint, cancellation).ConfigureAwait(false);
                lock (_state)
                {
                    endpoint.Admitted();
                }

                say($"{endpoint.Address} is asked again: it is the same model, and has the policy");
            }

            return null;
        }
        catch (UserError failure) when (Endpoints.Count > 1 || IsAway(failure))
        {
            var failed = new FailedAttempt(EndpointProblem.NotAnswering, failure.Message.TrimEnd('.'), MayPass: true)
            {
                Address = endpoint.Address,
            };
            Note(endpoint, failed, endpoint.Admissions, atOnce: true);
            return failed;
        }
        finally
        {
            endpoint.Admission.Release();
        }
    }

    public void Dispose()
    {
        foreach (var endpoint in Endpoints)
        {
            endpoint.Dispose();
        }
    }

    private static bool IsAway(UserError failure) =>
        failure.InnerException is EndpointException { Problem: EndpointProblem.NotAnswering };
}
