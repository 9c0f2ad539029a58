using Empo.Experiments.Catalog;
using Empo.Experiments.Execution;
using Empo.Experiments.Settings.Sections;
using Empo.Stages.Artifacts;
using Empo.Stages.Rollouts;
using Empo.Stages.Sampling;
using Empo.Stages.Training;

namespace Empo.Stages.Programs;

/// <summary>
/// A round's responses to their log-probabilities under the reference policy. Part of the graph only where loss or reward hold a divergence
/// from it.
/// </summary>
internal static class ReferenceStage
{
    public static void Run(StageContext context, PolicyMemory policies)
    {
        // Where adapters are trained and the reference is their base: the same weights in memory, adapters off.
        var decoder = policies.Get(PolicySource.Of(context)).Decoder;
        var temperature = DecodingFile.Read(context.Input(InputRole.Decoding).Path).Temperature;
        RolloutRow[] rows = [.. RolloutReader.Groups(context.Input(InputRole.Rollouts).Path, context.Chunks).SelectMany(group => group)];
        var logProbs = ReferenceLogProbs.Of(
            new ResponseLogProbs(decoder, temperature),
            [.. rows.Select(row => new TrainingSequence(row.PromptTokenIds, row.TokenIds))],
            decoder.Device,
            context.Settings.Get(Update.MicroBatchTokens),
            context.Cancellation
        );

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

        // k1 per token: what the policy that sampled has moved away from the reference, where its engine recorded log-probabilities.
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
