using Empo.Experiments.Execution;
using Empo.Method;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Samples through <c>/v1/completions</c> of an OpenAI-compatible server (vLLM, SGLang, llama.cpp): token ids go out and, where the
/// server offers them, come back. A server's samples depend on what else it computes at the time, so a chunk is only as repeatable as the
/// server makes its seed. A stored chunk is never requested again.
/// </summary>
/// <param name="client">The connection; owned by the engine.</param>
/// <param name="served">What is asked for.</param>
/// <param name="log">Where warnings go.</param>
internal sealed class ServerEngine(ServerClient client, ServedModel served, IStageLog log) : IRolloutEngine, IDisposable
{
    private readonly ServerWarnings _warnings = new(log);
    private readonly ServerHabits _habits = new();
    private readonly LogProbVerdicts _verdicts = new(client, served, log);

    /// <inheritdoc/>
    public IReadOnlyList<Completion> Complete(RolloutBatch batch, CancellationToken cancellation)
    {
        IReadOnlyList<Completion> completions = [];
        Complete([batch], (_, whole) => completions = whole, cancellation);
        return completions;
    }

    /// <summary>
    /// As many questions are under way as <c>server.concurrency</c> allows, whichever batches they belong to, so that the last answers of
    /// a batch do not keep the server waiting for the next one.
    /// </summary>
    /// <inheritdoc/>
    public void Complete(
        IEnumerable<RolloutBatch> batches,
        Action<RolloutBatch, IReadOnlyList<Completion>> completed,
        CancellationToken cancellation
    )
    {
        var sampler = new QuestionSampler(client, served, _habits, _warnings, _verdicts.KeepsAsync);
        client.ForEach(
            from batch in batches
            let asked = new AskedBatch(batch)
            from question in Enumerable.Range(0, batch.Prompts.Count)
            select (asked, question),
            (work, stop) => sampler.SampleAsync(work.asked.Batch, work.question, stop),
            (work, answers) =>
            {
                if (work.asked.Add(work.question, answers))
                {
                    ConfirmAsync(work.asked, sampler, cancellation).GetAwaiter().GetResult();
                    _warnings.Say(work.asked.All());
                    completed(work.asked.Batch, [.. work.asked.All().Select(read => read.Completion)]);
                }
            },
            cancellation
        );
    }

    public void Dispose()
    {
        _warnings.SayCounts();
        client.Dispose();
    }

    /// <summary>
    /// Asks again what came from servers that may have lost the policy since, until every answer is known to come from it. A server without
    /// the policy is left out, or given it again before its next request.
    /// </summary>
    private async Task ConfirmAsync(AskedBatch asked, QuestionSampler sampler, CancellationToken cancellation)
    {
        while (
            await client.UnconfirmedAsync(asked.All(), cancellation).ConfigureAwait(false) is { Count: > 0 } servers
        )
        {
            foreach (var question in asked.QuestionsOf(servers))
            {
                asked.Add(question, await sampler.SampleAsync(asked.Batch, question, cancellation).ConfigureAwait(false));
            }
        }
    }

    /// <summary>Seed of a request: a function of what is asked for, so that the same request always has the same seed.</summary>
    /// <param name="first">Index of the first sample that the request is for.</param>
    internal static int SeedOf(RolloutBatch batch, int question, int first) =>
        (int)(
            CounterRandom.Bits(batch.Seed, CounterRandom.Hash(batch.Prompts[question].QuestionId), (ulong)batch.Round, (ulong)first)
            & int.MaxValue
        );
}
