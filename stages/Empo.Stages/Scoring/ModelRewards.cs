using System.Globalization;
using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Resources;
using Empo.Experiments.Settings;
using Empo.Experiments.Settings.Choices;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Checkpoints;
using Empo.Stages.DeviceMemory;
using Empo.Stages.Distribution;
using Empo.Stages.Sampling;
using static TorchSharp.torch;

namespace Empo.Stages.Scoring;

/// <summary>
/// The scores of a round's responses by the model folder that is the input <c>reward-model</c>. Equal responses to a question are scored
/// once, so that rounding never tells them apart. Ranks share the forward passes; the leader alone renders conversations.
/// </summary>
internal static class ModelRewards
{
    private const string Sequences = "reward model: conversations", Shared = "reward model: scores";

    /// <summary>Scores, [questions][G].</summary>
    /// <param name="context">The score stage, which this process leads.</param>
    /// <param name="groups">[questions][G] responses.</param>
    /// <param name="policies">What else the process has in memory; null for nothing.</param>
    /// <exception cref="UserError">Those of <see cref="RewardConversation"/> and <see cref="RewardModelFolder"/>; EMPO4153: a score that
    /// is no number; EMPO4155: a question without text.</exception>
    public static double[][] Of(StageContext context, IReadOnlyList<IReadOnlyList<RolloutRow>> groups, PolicyMemory? policies)
    {
        var folder = context.Input(InputRole.RewardModel).Path;
        var questions = QuestionTexts.Read(context.Input(InputRole.Questions).Path);
        var conversation = RewardConversation.Open(folder, DayText.Read(context.Settings.Get(RewardModel.Date)));
        string Asked(string question) => RewardedQuestion.TextOf(question, questions, mayBeEmpty: false);
        var index = new Dictionary<(string QuestionId, string Text), int>();
        var (sequences, names) = (new List<int[]>(), new List<string>());
        foreach (var sample in groups.SelectMany(group => group))
        {
            if (index.TryAdd((sample.QuestionId, sample.Text), sequences.Count))
            {
                names.Add(string.Create(CultureInfo.InvariantCulture, $"response {sample.SampleIndex} of question {sample.QuestionId}"));
                sequences.Add(conversation.Tokens(Asked(sample.QuestionId), sample.Text, names[^1]));
            }
        }

        SayMemory(context, folder, sequences, policies);
        context.Ranks.Broadcast(SequenceBytes.Write(sequences), Sequences);
        var scores = Scores(context, folder, sequences);
        RequireFinite(scores, names, folder);
        return [.. groups.Select(group => group.Select(sample => (double)scores[index[(sample.QuestionId, sample.Text)]]).ToArray())];
    }

    /// <summary>The part of a follower; none where no model scores.</summary>
    public static void Follow(StageContext context)
    {
        if (context.FindInput(InputRole.RewardModel) is { } model)
        {
            Scores(context, model.Path, SequenceBytes.Read(context.Ranks.Broadcast([], Sequences)));
        }
    }

    private static float[] Scores(StageContext context, string folder, IReadOnlyList<int[]> sequences)
    {
        using var model = ScoringModel.Load(folder, DeviceChoice.Resolve(context.Request.Device), Dtype(context));
        var passes = ScoringModel.Passes(sequences);
        var done = 0;
        float[] Of(int pass)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var computed = model.Scores([.. passes[pass].Select(item => sequences[item])]);
            if (context.Leads)
            {
                context.Log.Progress("scoring responses", done += context.Ranks.Size, passes.Count, "passes");
            }

            return computed;
        }

        var scores = new float[sequences.Count];
        foreach (var (pass, numbers) in passes.Zip(RankShares.Each(context.Ranks, passes.Count, Of, Shared)))
        {
            foreach (var (item, number) in pass.Zip(numbers))
            {
                scores[item] = number;
            }
        }

        return scores;
    }

    private static ScalarType? Dtype(StageContext context) => context.Settings.Get(RewardModel.Dtype) switch
    {
        RewardModelDtype.Model => null,
        RewardModelDtype.Float32 => ScalarType.Float32,
    };

    private static void SayMemory(StageContext context, string folder, List<int[]> sequences, PolicyMemory? policies)
    {
        if (policies is null || ExperimentModel.InFolder(folder) is not { } model || sequences.Count == 0)
        {
            return;
        }

        var estimate = new PassMemory
        {
            Model = RewardModelFolder.Config(folder),
            WeightBytes = Dtype(context) is null ? model.WeightBytes : 4,
            Longest = sequences.Max(sequence => sequence.Length),
            Sequences = sequences.Count,
            PolicyBytes = policies.HeldBytes,
        }.Estimate();
        StageMemory.SayPasses(estimate, policies.Device, context.Log, policies.Card);
    }

    private static void RequireFinite(float[] scores, List<string> names, string folder)
    {
        var wrong = scores.Count(score => !float.IsFinite(score));
        if (wrong > 0)
        {
            throw new UserError(
                "EMPO4153",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The reward model's score of {names[Array.FindIndex(scores, score => !float.IsFinite(score))]} is no finite number "
                        + $"({wrong} of {scores.Length} scores). No reward was stored. Set score.model.dtype: float32 where its weights "
                        + $"are 16-bit; otherwise they are damaged: fetch them again."
                ),
                folder
            );
        }
    }
}
