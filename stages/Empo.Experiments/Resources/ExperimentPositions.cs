using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Models;

namespace Empo.Experiments.Resources;

/// <summary>
/// Compares the lengths that an experiment asks for with the positions of its model (<c>max_position_embeddings</c>), before anything runs.
/// Our decoder ends a response at the last position, like a response that reached its limit. A prompt must be shorter than the number of
/// positions.
/// </summary>
public static class ExperimentPositions
{
    /// <summary>The findings in the order of the stages; none where everything fits, or the model is unknown.</summary>
    public static IReadOnlyList<PositionFinding> Of(Experiment experiment)
    {
        if (experiment.Engine == RolloutEngine.Imported || ExperimentModel.Find(experiment) is not { Config: var model })
        {
            return [];
        }

        var positions = model.MaxPositions;
        var reason = model.PositionBound is { } bound ? $" ({bound})" : "";

        // A generator's prompts are short whatever the setting allows. Only a user's own model gets long ones.
        var prompt = experiment.Model is null ? 1 : experiment.Get(Prompt.MaxTokens);
        var findings = new List<PositionFinding>();
        if (prompt >= positions)
        {
            findings.Add(
                new PositionFinding(
                    Prompt.MaxTokens,
                    $"prompt.max_tokens is {prompt}, and the model has {positions} positions{reason}: a prompt of {positions} tokens or "
                        + $"more would end the build (EMPO3020). Lower it below {positions}, so that such questions are left out.",
                    Warns: true
                )
            );
        }

        findings.AddRange(Response(Rollout.MaxTokens, experiment.Get(Rollout.MaxTokens), prompt, model, experiment.Engine));
        if (experiment.Get(Evaluate.Split) != EvaluationSplit.None)
        {
            findings.AddRange(Response(Evaluate.MaxTokens, experiment.Get(Evaluate.MaxTokens), prompt, model, experiment.Engine));
        }

        findings.AddRange(Scored(experiment));

        return findings;
    }

    /// <summary>A reward model reads whole conversations in tokens of its own, of which about as many are expected.</summary>
    private static IEnumerable<PositionFinding> Scored(Experiment experiment)
    {
        if (experiment.RewardModel is { } folder
            && ExperimentModel.InFolder(folder) is { Config.MaxPositions: var positions }
            && experiment.Get(Rollout.MaxTokens) is var response
            && response >= positions)
        {
            yield return new PositionFinding(
                Rollout.MaxTokens,
                $"{Rollout.MaxTokens.Path} is {response}, and the reward model (score.model.folder) reads {positions} tokens: a longer "
                    + $"conversation is not cut, but ends the build (EMPO4152). Lower it below {positions}, or take a reward model with "
                    + "more positions.",
                Warns: true
            );
        }
    }

    private static IEnumerable<PositionFinding> Response(
        Setting setting,
        long response,
        long prompt,
        DecoderConfig model,
        RolloutEngine engine
    )
    {
        long positions = model.MaxPositions;
        var reason = model.PositionBound is { } bound ? $" ({bound})" : "";
        var then = engine == RolloutEngine.Server
            ? "a server refuses such a request, or cuts the response"
            : "the response ends with the last position and counts as cut off (finish_reason length)";
        if (response >= positions)
        {
            yield return new PositionFinding(
                setting,
                $"{setting.Path} is {response}, and prompt and response share the model's {positions} positions{reason}: {then}. Lower it "
                    + $"below {positions}, or take a model with more positions.",
                Warns: true
            );
        }
        else if (prompt < positions && prompt + response > positions)
        {
            yield return new PositionFinding(
                setting,
                $"positions: {setting.Path} {response} and prompts of more than {positions - response} tokens exceed the model's "
                    + $"{positions} positions{reason}: {then}",
                Warns: false
            );
        }
    }
}
