using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Empo.Stages.Requests;
using Empo.Stages.Sampling;

namespace Empo.Stages.Rollouts.Server;

/// <summary>
/// Gets the samples of one question: in one request where the server returns several choices, else one by one. Missing samples are
/// requested again. Optional fields that the server refuses are left out, so that a server with fewer parameters works too.
/// </summary>
/// <param name="keeps">Whether responses keep their log-probabilities, by the batch that is asked for.</param>
internal sealed partial class QuestionSampler(
    ServerClient client,
    ServedModel served,
    ServerHabits habits,
    ServerWarnings warnings,
    Func<RolloutBatch, CancellationToken, Task<Func<bool>>> keeps
)
{
    public const string Path = "/v1/completions";

    /// <exception cref="UserError">EMPO4072-EMPO4074; EMPO4085: a field that the experiment needs is refused.</exception>
    public async Task<IReadOnlyList<ReadCompletion>> SampleAsync(RolloutBatch batch, int question, CancellationToken cancellation)
    {
        var found = new List<ReadCompletion>();
        while (found.Count < batch.Samples)
        {
            var rest = batch with { FirstSample = batch.FirstSample + found.Count, Samples = batch.Samples - found.Count };
            var choices = await ChoicesAsync(rest, question, cancellation).ConfigureAwait(false);
            found.AddRange(await IndependentAsync(rest, question, choices, cancellation).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>At least one choice, and at most as many as the batch asks for.</summary>
    private async Task<IReadOnlyList<ReadCompletion>> ChoicesAsync(RolloutBatch batch, int question, CancellationToken cancellation)
    {
        if (batch.Samples == 1 || habits.OneAtATime)
        {
            return await AskAsync(batch with { Samples = 1 }, question, cancellation).ConfigureAwait(false);
        }

        try
        {
            return await AskAsync(batch, question, cancellation).ConfigureAwait(false);
        }
        catch (UserError failure)
            when (failure.InnerException is EndpointException { Problem: EndpointProblem.Refused, Status: 400 or 422 or >= 500 } refusal)
        {
            // A request for one choice shows whether n is the reason: for any other reason it is refused too.
            if (await SingleOrNullAsync(batch, question, cancellation).ConfigureAwait(false) is not { } single)
            {
                throw;
            }

            if (habits.LearnOneAtATime())
            {
                warnings.OneAtATime(refusal.Message);
            }

            return single;
        }
    }

    private async Task<IReadOnlyList<ReadCompletion>?> SingleOrNullAsync(RolloutBatch batch, int question, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(batch with { Samples = 1 }, question, cancellation).ConfigureAwait(false);
        }
        catch (UserError failure) when (failure.InnerException is EndpointException { Problem: EndpointProblem.Refused })
        {
            return null;
        }
    }

    /// <summary>
    /// The choices as they are; or, where all choices are equal and no reply so far had different ones, samples requested one by one. A
    /// server that draws all choices of a request with the same seed returns copies, and a group of copies has no entropy.
    /// </summary>
    private async Task<IReadOnlyList<ReadCompletion>> IndependentAsync(
        RolloutBatch batch,
        int question,
        IReadOnlyList<ReadCompletion> choices,
        CancellationToken cancellation
    )
    {
        if (choices.Count == 1 || batch.Decoding.Greedy || habits.ChoicesDiffer)
        {
            return choices;
        }

        if (choices.Any(choice => !AreEqual(choice, choices[0])))
        {
            habits.LearnChoicesDiffer();
            return choices;
        }

        var singles = new List<ReadCompletion> { choices[0] };
        while (singles.Count < choices.Count)
        {
            singles.AddRange(
                await AskAsync(batch with { FirstSample = batch.FirstSample + singles.Count, Samples = 1 }, question, cancellation)
                    .ConfigureAwait(false)
            );
        }

        if (habits.AreCopies(singles.Count - 1, singles.Skip(1).Count(single => AreEqual(single, choices[0]))) && habits.LearnOneAtATime())
        {
            warnings.Copies(choices.Count);
        }

        return singles;
    }

    private static bool AreEqual(ReadCompletion one, ReadCompletion other) =>
        one.Completion.TokenIds.SequenceEqual(other.Completion.TokenIds);

    private async Task<IReadOnlyList<ReadCompletion>> AskAsync(RolloutBatch batch, int question, CancellationToken cancellation)
    {
        var reader = new CompletionReader(served, batch.Decoding, await keeps(batch, cancellation).ConfigureAwait(false));
        var body = new JsonObject
        {
            ["model"] = served.Name,
            ["prompt"] = new JsonArray([.. batch.Prompts[question].TokenIds.Select(id => (JsonNode)id)]),
            ["n"] = batch.Samples,
        };
        var request = new NegotiableRequest<IReadOnlyList<ReadCompletion>>(
            Path,
            body,
            CompletionFields.Of(batch.Decoding, served.Stage, ServerEngine.SeedOf(batch, question, batch.FirstSample)),
            reply => Read(reply, reader, batch, question),
            warnings.LeftOut
        )
        {
            IsFinal = reply => NamesChoices().IsMatch(reply.Text),
            LacksWeights = reply => served.Policy.Adapter is { } adapter && ServedAdapters.Lacks(reply, adapter),
        };
        return await client.NegotiateAsync(request, cancellation).ConfigureAwait(false);
    }

    private IReadOnlyList<ReadCompletion> Read(EndpointReply reply, CompletionReader reader, RolloutBatch batch, int question)
    {
        using var json = reply.Json();
        var admissions = client.AdmissionsOf(reply.Address);
        return
        [
            .. reader
                .Read(json.RootElement, question, batch.FirstSample, batch.Samples)
                .Select(read => read with { Server = reply.Address, Admissions = admissions }),
        ];
    }

    /// <summary>Matches a message about <c>n</c>. The bare letter is too short to search for among other words.</summary>
    [GeneratedRegex(
        @"['""`]n(?:_cmpl)?['""`]|\bn(?:_cmpl|_choices)?\s+(?:must|should|is|>|=|!=)|\b(?:only one|single|multiple|more than "
            + @"one)\b[^.]{0,30}\b(?:completion|choice|sequence|response)s?\b|\bparam(?:eter)?:?\s+n\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex NamesChoices();
}
