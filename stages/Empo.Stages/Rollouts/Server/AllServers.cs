using Empo.Stages.Requests;

namespace Empo.Stages.Rollouts.Server;

/// <summary>Asks servers of a pool the same thing, each by itself and all side by side.</summary>
internal sealed class AllServers(EndpointPool pool)
{
    /// <summary>
    /// Asks each once, and as often as the settings say where none answers. Those that do not answer although others do are left out.
    /// </summary>
    /// <param name="ask">Gets the server, and whether failed attempts are to be repeated.</param>
    /// <returns>One answer at least.</returns>
    /// <exception cref="UserError">A refusal; the last failure where none answers.</exception>
    public async Task<IReadOnlyList<(string Address, T Answer)>> AskAsync<T>(
        IReadOnlyList<PooledEndpoint> endpoints,
        Func<PooledEndpoint, bool, CancellationToken, Task<T>> ask,
        CancellationToken cancellation
    )
    {
        var several = endpoints.Count > 1;
        var found = await PassAsync(endpoints, ask, patient: !several, cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found : await PassAsync(endpoints, ask, patient: true, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The failure of a server that is away, or that gave an unusable reply to an attempt that was not repeated; null for any other one.
    /// </summary>
    public static FailedAttempt? AwayOf(Exception? failure, bool patient) =>
        failure is UserError { InnerException: EndpointException cause }
        && (cause.Problem == EndpointProblem.NotAnswering || (cause.Problem == EndpointProblem.Unusable && !patient))
            ? new FailedAttempt(cause.Problem, cause.Message, MayPass: true) { Address = cause.Address }
            : null;

    /// <summary>Without answers only where it is impatient; then nobody is left out.</summary>
    private async Task<IReadOnlyList<(string Address, T Answer)>> PassAsync<T>(
        IReadOnlyList<PooledEndpoint> endpoints,
        Func<PooledEndpoint, bool, CancellationToken, Task<T>> ask,
        bool patient,
        CancellationToken cancellation
    )
    {
        var asked = endpoints.Select(endpoint => (endpoint, Asking: ask(endpoint, patient, cancellation))).ToList();
        await Task.WhenAll(asked.Select(pair => pair.Asking)).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        var failed = asked.Where(pair => !pair.Asking.IsCompletedSuccessfully).ToList();
        foreach (var (_, asking) in failed.Where(pair => AwayOf(pair.Asking.Exception?.InnerException, patient) is null))
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
            pool.LeaveOut(endpoint, AwayOf(asking.Exception!.InnerException, patient)!);
        }

        return [.. asked.Except(failed).Select(pair => (pair.endpoint.Address, pair.Asking.GetAwaiter().GetResult()))];
    }
}
