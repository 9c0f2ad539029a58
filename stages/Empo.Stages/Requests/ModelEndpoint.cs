using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;

namespace Empo.Stages.Requests;

/// <summary>
/// One server or several that run a model: concurrent requests, errors that tell the user what to do, and a record of the fields that the
/// server refuses. The key never occurs in a message.
/// </summary>
internal abstract class ModelEndpoint : IDisposable
{
    private readonly EndpointOptions _options;
    private readonly EndpointWords _words;
    private readonly EndpointPool _pool;
    private readonly Lock _learning = new();
    private AcceptedFields _accepted = AcceptedFields.All;

    /// <exception cref="UserError">The variable of the key is not set.</exception>
    protected ModelEndpoint(EndpointOptions options, EndpointWords words, IStageLog log)
    {
        (_options, _words) = (options, words);
        _pool = new EndpointPool(options, words.KeyOf(options), text => log.Line($"{words.Name}: {text}"));
    }

    /// <summary>The servers. One at least.</summary>
    protected EndpointPool Pool => _pool;

    /// <summary>A server by itself.</summary>
    /// <param name="patient">Whether failed attempts are repeated.</param>
    protected SingleEndpoint Single(PooledEndpoint endpoint, bool patient) => new(_pool, endpoint, _options, _words, patient);

    /// <summary>
    /// Posts a request and rewrites it for as long as the server refuses fields by name. Later requests use the accepted form at once.
    /// </summary>
    /// <exception cref="UserError">Refused, not answering, or unusable to the last attempt. EMPO4085: a field that is needed is
    /// refused.</exception>
    public async Task<T> NegotiateAsync<T>(NegotiableRequest<T> request, CancellationToken cancellation)
    {
        while (true)
        {
            var accepted = _accepted;
            var body = (JsonObject)request.Body.DeepClone();
            accepted.Write(request.Fields, body);
            try
            {
                var attempt = new EndpointRequest<T>(HttpMethod.Post, request.Path, body.ToJsonString(), request.Read)
                {
                    IsFinal = reply =>
                        RefusedFields.IsRefusal(reply.Text)
                        && (request.IsFinal(reply) || accepted.After(reply.Text, request.Fields) is not null),
                    LacksWeights = request.LacksWeights,
                };
                return await _pool.AskAsync(attempt, cancellation).ConfigureAwait(false);
            }
            catch (EndpointException exception)
            {
                if (
                    exception.Problem != EndpointProblem.Refused
                    || accepted.After(exception.Reply, request.Fields) is not { } refusal
                )
                {
                    throw FailureOf(exception, request.Path);
                }

                Learn(accepted, refusal, exception, request);
            }
        }
    }

    /// <summary>
    /// Asks as many things at a time as the settings allow for all servers. Things are taken and answers handed over on this thread;
    /// answers come in the order in which they arrive.
    /// </summary>
    /// <exception cref="UserError">
    /// The first failure. What is still under way is cancelled, and what has arrived is handed over.
    /// </exception>
    public void ForEach<TItem, TAnswer>(
        IEnumerable<TItem> items,
        Func<TItem, CancellationToken, Task<TAnswer>> ask,
        Action<TItem, TAnswer> answered,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var underWay = new Dictionary<Task<TAnswer>, TItem>();
        using var waiting = items.GetEnumerator();
        try
        {
            while (true)
            {
                while (underWay.Count < _options.Concurrency * _options.Urls.Count && waiting.MoveNext())
                {
                    var item = waiting.Current;
                    underWay.Add(Task.Run(() => ask(item, stop.Token), stop.Token), item);
                }

                if (underWay.Count == 0)
                {
                    return;
                }

                var first = Task.WhenAny(underWay.Keys).GetAwaiter().GetResult();
                if (!first.IsCompletedSuccessfully)
                {
                    HandOverArrived(underWay, answered, stop);
                }

                underWay.Remove(first, out var asked);
                answered(asked!, first.GetAwaiter().GetResult());
            }
        }
        finally
        {
            CancelAll(underWay.Keys, stop);
        }
    }

    /// <summary>After a failure: an answer that arrived beside it was paid for.</summary>
    private static void HandOverArrived<TItem, TAnswer>(
        Dictionary<Task<TAnswer>, TItem> underWay,
        Action<TItem, TAnswer> answered,
        CancellationTokenSource stop
    )
    {
        CancelAll(underWay.Keys, stop);
        foreach (var (asking, item) in underWay.Where(pair => pair.Key.IsCompletedSuccessfully))
        {
            answered(item, asking.GetAwaiter().GetResult());
        }
    }

    /// <summary>Cancels and waits until nothing is under way, whatever became of it.</summary>
    private static void CancelAll(IEnumerable<Task> underWay, CancellationTokenSource stop)
    {
        stop.Cancel();
        Task.WhenAll(underWay).ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>Reads a reply as JSON.</summary>
    public static Func<EndpointReply, T> OfJson<T>(Func<JsonElement, T> read) => reply =>
    {
        using var json = reply.Json();
        return read(json.RootElement);
    };

    private UserError FailureOf(EndpointException exception, string path) =>
        _words.FailureOf(exception, _options, path);

    private void Learn<T>(AcceptedFields before, FieldRefusal refusal, EndpointException exception, NegotiableRequest<T> request)
    {
        if (refusal.Needed is { } needed)
        {
            throw new UserError(
                "EMPO4085",
                $"The {_words.Name} at {exception.Address} refuses {needed.Name} ({needed.Setting}): {exception.Message}. Use a model or a "
                    + $"server that takes {needed.Name}, or change the setting if one is named.",
                cause: exception
            );
        }

        lock (_learning)
        {
            if (!ReferenceEquals(before, _accepted))
            {
                return; // Another request was first.
            }

            _accepted = refusal.Next;
        }

        if (refusal.LeftOut.Count > 0)
        {
            request.LeftOut(refusal.LeftOut, _pool.WithoutKey(ServerMessage.Of(exception.Reply)));
        }
    }
}
