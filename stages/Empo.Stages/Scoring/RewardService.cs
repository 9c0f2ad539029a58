using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Requests;

namespace Empo.Stages.Scoring;

/// <summary>
/// The user's service that computes rewards. Each request is a JSON object with <c>questions</c>, a few of the round's as a reward program
/// reads them; each reply one with <c>rewards</c>, an array with a number per response for each question, in the same order, and, where the
/// service has one, its <c>version</c> (docs/rewards.md).
/// </summary>
internal sealed class RewardService : ModelEndpoint
{
    private static readonly EndpointWords Words = new()
    {
        Name = "reward service",
        RefusedCode = "EMPO4140",
        NotAnsweringCode = "EMPO4141",
        UnusableCode = "EMPO4142",
        KeyCode = "EMPO4143",
        KeyVariable = Score.HttpKeyVariable,
        Timeout = Score.HttpTimeout,
        Retries = Score.HttpRetries,
        Remedy = _ => "Correct score.http.url or the service (docs/rewards.md).",
        UnusableRemedy = "No reward was stored; correct the service (docs/rewards.md).",
    };

    private readonly RewardServiceSettings _settings;
    private readonly IStageLog _log;
    private readonly Lock _gate = new();
    private bool _answered;

    /// <param name="settings">Address, version, and how many questions are asked at a time.</param>
    /// <param name="log">Receives failed attempts, and that rewards cannot be reproduced.</param>
    /// <exception cref="UserError">EMPO4143: the variable of the key is not set.</exception>
    public RewardService(RewardServiceSettings settings, IStageLog log)
        : base(settings, Words, log) =>
        (_settings, _log) = (settings, log);

    /// <summary>The version that the replies name; null where they name none.</summary>
    public string? Version { get; private set; }

    /// <summary>The rewards of a round, [questions][G].</summary>
    /// <param name="questions">Text of each question, by its id.</param>
    /// <exception cref="UserError">EMPO4140: refused. EMPO4141: no answer. EMPO4142: replies that are not what the questions ask for.
    /// EMPO4144: another version.</exception>
    public double[][] Rewards(
        IReadOnlyList<AnsweredGroup> groups,
        IReadOnlyDictionary<string, string> questions,
        CancellationToken cancellation
    )
    {
        var rewards = new double[groups.Count][];
        ForEach(
            groups.Index().Chunk(_settings.Questions),
            (part, stop) => AskAsync([.. part.Select(entry => entry.Item)], questions, stop),
            (part, numbers) =>
            {
                foreach (var ((index, _), row) in part.Zip(numbers))
                {
                    rewards[index] = row;
                }
            },
            cancellation
        );
        if (_settings.Version.Length == 0)
        {
            _log.Line(Version is { } named
                ? $"  reward service: version {named}; set score.http.version to it, so that another one is an error"
                : "  reward service: it names no version, so these rewards are not reproducible");
        }

        return rewards;
    }

    private Task<double[][]> AskAsync(
        IReadOnlyList<AnsweredGroup> groups,
        IReadOnlyDictionary<string, string> questions,
        CancellationToken cancellation
    )
    {
        string Asked(AnsweredGroup group) => RewardedQuestion.TextOf(group.QuestionId, questions, mayBeEmpty: true);
        var lines = groups.Select(group => JsonNode.Parse(RewardRequest.Line(group, Asked(group))));
        var body = new JsonObject { ["questions"] = new JsonArray([.. lines]) };
        var request = new NegotiableRequest<double[][]>("", body, [], OfJson(reply => Read(reply, groups)), (_, _) => { });
        return NegotiateAsync(request, cancellation);
    }

    private double[][] Read(JsonElement reply, IReadOnlyList<AnsweredGroup> groups)
    {
        if (
            reply.ValueKind != JsonValueKind.Object
            || !reply.TryGetProperty("rewards", out var rows)
            || rows.ValueKind != JsonValueKind.Array
        )
        {
            throw Wrong("it is no JSON object with an array 'rewards'");
        }

        HoldVersion(reply);
        return rows.GetArrayLength() == groups.Count
            ? [.. rows.EnumerateArray().Zip(groups, Numbers)]
            : throw Wrong(string.Create(
                CultureInfo.InvariantCulture,
                $"'rewards' has {rows.GetArrayLength()} arrays for {groups.Count} questions"
            ));
    }

    private static double[] Numbers(JsonElement row, AnsweredGroup group)
    {
        var samples = group.Samples.Count;
        var numbers = row.ValueKind == JsonValueKind.Array && row.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? row.EnumerateArray().Select(item => item.GetDouble()).ToArray()
            : throw Wrong($"the rewards of question {group.QuestionId} are no array of numbers");
        return numbers.Length != samples
            ? throw Wrong(string.Create(
                CultureInfo.InvariantCulture,
                $"question {group.QuestionId} has {numbers.Length} numbers for {samples} responses"
            ))
            : Array.TrueForAll(numbers, double.IsFinite) ? numbers
            : throw Wrong($"a reward of question {group.QuestionId} is not finite");
    }

    /// <summary>Requires the version that the experiment names, or else the same one in every reply of a round.</summary>
    private void HoldVersion(JsonElement reply)
    {
        var named = reply.TryGetProperty("version", out var version) && version.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? version.ToString()
            : null;
        lock (_gate)
        {
            var wanted = _settings.Version.Length > 0 ? _settings.Version : _answered ? Version : named;
            (_answered, Version) = (true, wanted);
            if (named != wanted)
            {
                throw new UserError(
                    "EMPO4144",
                    $"The reward service at {ShownAddress.Of(_settings.Url)} names {Named(named)}, but "
                        + (_settings.Version.Length > 0 ? $"score.http.version is '{wanted}'. " : $"{Named(wanted)} before in this round. ")
                        + "No reward was stored. Run the version that is meant, or write score.http.version: another one scores again."
                );
            }
        }
    }

    private static string Named(string? version) => version is null ? "no version" : $"version '{version}'";

    /// <summary>What another attempt would not mend.</summary>
    private static UnusableReplyException Wrong(string what) => new(what) { MayPass = false };
}
