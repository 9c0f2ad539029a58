using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Training;

namespace Empo.Stages.Programs;

/// <summary>
/// Computes the log-probabilities of a round's responses under the reference policy. The stage is part of the graph only where the loss or
/// the reward contains a KL term.
/// </summary>
internal static class ReferenceStage
{
    public static void Run(StageContext context, PolicyMemory policies)
    {
        // Where adapters are trained and the reference is their base model, the same weights in memory serve, with the adapters off.
        var decoder = policies.Get(PolicySource.Of(context)).Decoder;
        var temperature = DecodingFile.Read(context.Input(InputRole.Decoding).Path).Temperature;
        RolloutRow[] rows = [.. RolloutReader.Groups(context.Input(InputRole.Rollouts).Path, context.Chunks).SelectMany(group => group)];
        var logProbs = ReferenceLogProbs.Of(
            new ResponseLogProbs(decoder, temperature),
            [.. rows.Select(row => new TrainingSequence(row.PromptTokenIds, row.TokenIds))],
            decoder.Device,
            context.Settings.Get(Update.MicroBatchTokens),
            context.Ranks,
            context.Cancellation
        );

        if (!context.Leads)
        {
            return;
        }

        ArtifactTable.Write(
            context.Output(StageTable.ReferenceLogProbs),
            ReferenceRow.Schema,
            [
                .. rows.Select(
                    (row, i) =>
                        new ReferenceRow
                        {
                            QuestionId = row.QuestionId,
                            SampleIndex = row.SampleIndex,
                            LogProbs = logProbs[i],
                        }
                ),
            ]
        );

        // k1 per token: how far the sampling policy has moved from the reference, where its engine recorded log-probabilities.
        var recorded = rows.Sum(row => (double)row.LogProbs.Length);
        if (recorded > 0)
        {
            context.Metric(
                "k1",
                rows.Select((row, i) => row.LogProbs.Zip(logProbs[i]).Sum(pair => (double)pair.First - pair.Second)).Sum() / recorded
            );
        }
    }
}
