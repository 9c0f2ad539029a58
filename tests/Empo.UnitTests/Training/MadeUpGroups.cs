using Empo.Stages.Modeling;
using Empo.Stages.Training;

namespace Empo.UnitTests.Training;

/// <summary>
/// Groups of three made-up responses of 1 to 7 tokens (ids below 23), with the policy's own log-probabilities and advantages -1, 0 and 1.
/// </summary>
internal static class MadeUpGroups
{
    public static IReadOnlyList<PolicyGroup> Of(CausalDecoder decoder, double temperature, int count)
    {
        var logProbs = new ResponseLogProbs(decoder, temperature);
        return [.. Enumerable.Range(0, count).Select(question => new PolicyGroup
        {
            QuestionId = $"q{question}",
            Kept = true,
            Samples = [.. Enumerable.Range(0, 3).Select(sample => Sample(decoder, logProbs, question, sample))],
        })];
    }

    private static int[] Prompt(int question) => [.. Enumerable.Range(question, 2 + question)];

    private static PolicySample Sample(CausalDecoder decoder, ResponseLogProbs logProbs, int question, int sample)
    {
        int[] response =
        [
            .. Enumerable.Range(0, 1 + ((question + (2 * sample)) % 7)).Select(t => (7 * question + 5 * sample + 3 * t) % 23),
        ];
        var sequence = new TrainingSequence(Prompt(question), response);
        using var batch = MicroBatch.Create([sequence], [0], decoder.Device);
        return new PolicySample(sequence, [.. logProbs.Forward(batch).Select(value => (float)value)], sample - 1);
    }
}
