using System.Text.RegularExpressions;
using Empo.Experiments.Execution;

namespace Empo.Stages.Judging;

/// <summary>
/// A chat model behind an OpenAI-compatible server as judge, several requests at a time. The last yes or no of a reply counts; a reply with
/// neither is "different", counted and reported.
/// </summary>
internal sealed partial class EndpointJudge(JudgeSettings settings, JudgePrompt prompt, IStageLog log) : IAnswerJudge
{
    private readonly ChatEndpoint _endpoint = new(settings, log);
    private int _asked;
    private int _unclear;

    /// <exception cref="UserError">EMPO4046: more pairs than the limit of requests; also the exceptions of
    /// <see cref="ChatEndpoint"/>.</exception>
    public void Judge(IReadOnlyList<JudgedPair> pairs, Action<int, bool> tell, CancellationToken cancellation)
    {
        if (_asked + pairs.Count > settings.Requests)
        {
            throw new UserError(
                "EMPO4046",
                $"The judge would be asked about {_asked + pairs.Count} pairs, more than score.judge.requests "
                    + $"({settings.Requests}) admits. Raise it if you want that; verdicts found so far are kept."
            );
        }

        _asked += pairs.Count;
        _endpoint.ForEach(
            Enumerable.Range(0, pairs.Count),
            (index, stop) => _endpoint.AskAsync(prompt.Of(pairs[index]), stop),
            (index, reply) =>
            {
                var verdict = VerdictOf(reply);
                _unclear += verdict is null ? 1 : 0;
                tell(index, verdict ?? false);
            },
            cancellation
        );
    }

    public void Dispose()
    {
        if (_unclear > 0)
        {
            log.Warning(
                "EMPO4047",
                $"{_unclear} of {_asked} replies of the judge said neither yes nor no and count as different. Raise "
                    + "score.judge.max_tokens if replies are cut, or change score.judge.prompt."
            );
        }

        _endpoint.Dispose();
    }

    /// <summary>The verdict of a reply, or null where it gives none.</summary>
    internal static bool? VerdictOf(string reply) =>
        YesOrNo().Match(reply) is { Success: true } match ? match.Value[0] is 'y' or 'Y' : null;

    [GeneratedRegex(@"\b(?:yes|no)\b", RegexOptions.IgnoreCase | RegexOptions.RightToLeft | RegexOptions.CultureInvariant)]
    private static partial Regex YesOrNo();
}
